using Bursar.Estimating;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Estimating;

/// <summary>The arithmetic of estimates, against figures worked out by hand and against the plain way.</summary>
public sealed class EstimateTests
{
    private static Estimates Of(params (string Name, double Estimate, double Actual)[] past) => new([.. past.Select(phase => new PastPhase(phase.Name, phase.Estimate, phase.Actual, null, phase.Actual * 1000))]);

    private static void Near(double expected, double? actual, double tolerance = 1e-9) => Assert.True(actual is { } value && Math.Abs(value - expected) <= tolerance, $"{actual} is not {expected}");

    [Fact]
    public void One_that_took_four_times_and_one_that_took_a_quarter_are_right_in_the_middle()
    {
        var calibration = Of(("a", 1, 4), ("a", 4, 1)).Overall.Dollars;

        Near(1, calibration.Ratios.Median);
        Near(1, calibration.Multiplier);
        Near(3, calibration.ErrorWithout);
        Near(15, calibration.ErrorWith);
        Assert.Null(calibration.Ratios.Interval);
        Assert.Contains("few data: 2", calibration.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimates_that_are_always_half_of_it_are_wholly_mended()
    {
        var calibration = Of(("a", 1, 2), ("a", 10, 20), ("a", 3, 6)).ByName.Single().Dollars;

        Near(2, calibration.Multiplier);
        Near(1, calibration.ErrorWithout);
        Near(0, calibration.ErrorWith);
    }

    [Fact]
    public void From_five_on_the_next_is_expected_between_two_bounds()
    {
        // Logarithms -2, -1, 0, 1, 2 of base e: mean 0, deviation √2.5, t(0.9; 4) = 1.533206, √(1 + 1/5).
        var estimates = Of([.. new[] { -2.0, -1, 0, 1, 2 }.Select(log => ("a", 1.0, Math.Exp(log)))]);

        var interval = estimates.Overall.Dollars.Ratios.Interval;

        Near(Math.Exp(-1.533206 * Math.Sqrt(2.5 * 1.2)), interval?.Low, 1e-4);
        Near(Math.Exp(1.533206 * Math.Sqrt(2.5 * 1.2)), interval?.High, 5e-3);
        Assert.Null(estimates.Overall.Dollars.Note);
    }

    [Theory]
    [InlineData(4, 1.533206)]
    [InlineData(5, 1.475884)]
    [InlineData(9, 1.383029)]
    [InlineData(19, 1.327728)]
    [InlineData(29, 1.311434)]
    [InlineData(100, 1.290075)]
    public void The_quantiles_are_those_of_the_tables(int freedom, double quantile) => Near(quantile, LogSample.Student(freedom), 1e-4);

    [Fact]
    public void A_suggestion_rests_on_the_name_then_on_all_then_on_nothing_and_says_which()
    {
        var few = Of(("a", 1, 3), ("b", 1, 3));
        var some = Of(("a", 1, 3), ("a", 1, 3), ("b", 1, 3));
        var many = Of(("a", 1, 2), ("a", 1, 2), ("a", 1, 2), ("b", 1, 16));

        Assert.Equal((SuggestionBasis.None, 5.0, 2), Basis(few.Suggest("a", EstimateUnit.Dollars, 5)));
        Assert.Equal((SuggestionBasis.Overall, 15.0, 3), Basis(some.Suggest("a", EstimateUnit.Dollars, 5)));
        Assert.Equal((SuggestionBasis.Name, 10.0, 3), Basis(many.Suggest("a", EstimateUnit.Dollars, 5)));
        Assert.Equal(SuggestionBasis.None, many.Suggest("a", EstimateUnit.Tokens, 5).Basis);

        static (SuggestionBasis, double, int) Basis(Suggestion suggestion) => (suggestion.Basis, Math.Round(suggestion.Suggested, 9), suggestion.Count);
    }

    [Fact]
    public void What_was_not_estimated_still_tells_what_the_next_of_its_name_takes()
    {
        var estimates = new Estimates([new("a", null, 1, null, 100), new("a", null, 4, null, 400), new("a", null, null, null, 200), new("b", null, 50, null, 1)]);

        var expected = estimates.Expect("a");

        Near(2, expected.Dollars.Median);
        Near(2, expected.Dollars.GeometricMean);
        Assert.Equal((2, 3), (expected.Dollars.Count, expected.Tokens.Count));
        Near(200, expected.Tokens.Median);
        Assert.Null(estimates.Expect("c").Dollars.Median);
        Assert.Empty(estimates.ByName);
    }

    [Fact]
    public void Left_out_one_by_one_the_error_is_what_the_plain_way_finds() => Check.One(Seeded.Config(300), Prop.ForAll(Gen.Choose(1, 400).ListOf().Where(list => list.Count >= 2).ToArbitrary(), percents =>
    {
        var ratios = percents.Select(percent => percent / 100.0).ToList();
        var errors = ratios.Select((ratio, left) => Math.Abs(Math.Log(ratio / Math.Exp(ratios.Where((_, i) => i != left).Average(other => Math.Log(other))))));
        var calibration = Of([.. ratios.Select(ratio => ("a", 2.0, ratio * 2))]).Overall.Dollars;

        return Math.Abs(Math.Exp(errors.Average()) - 1 - calibration.ErrorWith!.Value) < 1e-6 * (1 + calibration.ErrorWith.Value)
            && calibration.Ratios.Median >= ratios.Min() - 1e-9 && calibration.Ratios.Median <= ratios.Max() + 1e-9
            && calibration.Multiplier >= ratios.Min() - 1e-9 && calibration.Multiplier <= ratios.Max() + 1e-9
            && (calibration.Ratios.Interval is null) == (ratios.Count < 5)
            && (calibration.Ratios.Interval is not { } interval || (interval.Low <= calibration.Multiplier + 1e-9 && interval.High >= calibration.Multiplier - 1e-9));
    }));

    [Fact]
    public void In_another_unit_of_money_the_same_is_said() => Check.One(Seeded.Config(200), Prop.ForAll(Gen.Choose(1, 400).ListOf().ToArbitrary(), Gen.Choose(1, 100_000).ToArbitrary(), (actuals, scale) =>
    {
        var one = Of([.. actuals.Select(actual => ("a", 7.0, (double)actual))]).Suggest("a", EstimateUnit.Dollars, 3);
        var other = Of([.. actuals.Select(actual => ("a", 7.0 * scale, (double)actual * scale))]).Suggest("a", EstimateUnit.Dollars, 3.0 * scale);

        return one.Basis == other.Basis && Math.Abs((one.Suggested * scale) - other.Suggested) < 1e-6 * other.Suggested;
    }));
}
