using Bursar.Forecasting;
using Bursar.Policy;

namespace Bursar.Tests.Forecasting;

/// <summary>Forecasts of histories whose shape is known, each made with what was known then.</summary>
public sealed class BacktestTests(ITestOutputHelper output)
{
    private const int Seeds = 4;
    private const int Days = 300;

    /// <summary>The shapes that people's use has, and what the interval and the error must be at least worth.</summary>
    public static TheoryData<string, BudgetPeriod> Shapes()
    {
        var shapes = new TheoryData<string, BudgetPeriod>();
        foreach (var shape in Levels.Keys)
        {
            foreach (var period in (BudgetPeriod[])[BudgetPeriod.Day, BudgetPeriod.Week, BudgetPeriod.Month])
            {
                shapes.Add(shape, period);
            }
        }

        return shapes;
    }

    private static readonly Dictionary<string, Func<int, UseHistory>> Levels = new(StringComparer.Ordinal)
    {
        ["weeks"] = seed => Histories.OfWeeks(seed, Days),
        ["growing"] = seed => Histories.OfWeeks(seed, Days, (day, _) => 10 * Math.Exp(0.007 * day)),
        ["falling"] = seed => Histories.OfWeeks(seed, Days, (day, _) => 80 * Math.Exp(-0.007 * day)),
        ["spikes"] = seed => Histories.OfWeeks(seed, Days, (_, random) => random.NextDouble() < 0.05 ? 120 : 20),
        ["days off"] = seed => Histories.OfWeeks(seed, Days, (_, random) => random.NextDouble() < 0.4 ? 0 : 20),
        ["wandering"] = seed =>
        {
            var log = 3.0;
            return Histories.OfWeeks(seed, Days, (_, random) => Math.Exp(log += 0.05 * Histories.Normal(random)));
        },
        ["step"] = seed => Histories.OfWeeks(seed, Days, (day, _) => day < 150 ? 10 : 30),
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Four_of_five_totals_lie_in_the_interval_and_the_error_is_below_the_straight_lines(string shape, BudgetPeriod unit)
    {
        var tests = Enumerable.Range(1, Seeds).Select(seed => Backtest.Of(Levels[shape](seed), new ForecastPeriod(unit, DayOfWeek.Sunday), Days)).ToList();
        var coverage = (double)tests.Sum(test => test.Covered) / tests.Sum(test => test.Count);
        double error = tests.Average(test => test.Error), straight = tests.Average(test => test.StraightLineError);

        output.WriteLine($"{shape} {unit}: coverage {coverage:0.000}, error {error:0.00}, straight line {straight:0.00}, n {tests.Sum(test => test.Count)}");
        Assert.InRange(coverage, 0.7, 0.93);

        // The pace of a day off is none from its first hour on: nothing beats it at noon.
        Assert.True(error < straight * (shape == "days off" && unit == BudgetPeriod.Day ? 1.15 : 1), $"{error} is not below {straight}");
    }
}
