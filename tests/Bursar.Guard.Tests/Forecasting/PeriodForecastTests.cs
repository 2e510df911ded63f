using Bursar.Forecasting;
using Bursar.Guard.Forecasting;
using Bursar.Policy;
using Bursar.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Guard.Tests.Forecasting;

public sealed class PeriodForecastTests
{
    private static readonly DateOnly First = new(2026, 1, 5);
    private static readonly BudgetPeriod[] Periods = [BudgetPeriod.Day, BudgetPeriod.Week, BudgetPeriod.Month];

    /// <summary>Late in the evening few days use anything, so that most draws of the rest are nothing and a few are not.</summary>
    [Fact]
    public void Whatever_the_history_and_the_hour_what_is_expected_lies_within_the_interval_and_nothing_below_what_is_spent() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int Seed, byte Days, ushort Minute, byte Period)>(),
        given =>
        {
            var random = new Random(given.Seed);
            var hours = Enumerable.Range(0, 22 + (given.Days % 60)).Select(_ => Enumerable.Range(0, UseHistory.HoursPerDay).Select(hour => random.Next(hour < 22 ? 4 : 25) == 0 ? random.NextDouble() * 3.3 : 0).ToArray()).ToArray();
            var history = new UseHistory(First, hours);
            var today = history.Day(history.Count - 1);
            var (first, end) = new ForecastPeriod(Periods[given.Period % Periods.Length], DayOfWeek.Sunday).Around(today);
            var hour = given.Seed % 2 == 0 ? given.Minute % 1440 / 60.0 : 22 + (given.Minute % 120 / 60.0);
            var forecast = Forecaster.Of(history, history.Count - 1, hour, history.Index(first), history.Index(end));
            var spent = (Int128)((decimal)forecast.Spent * Money.PerDollar);

            var period = new PeriodForecast(BudgetPeriod.Day, first, end, today, spent, SpentIsFloor: false, forecast, HasUnpriced: false, IsFloor: false);

            var (low, high) = Assert.NotNull(period.Interval);
            Assert.True(spent <= low && low <= period.Expected && period.Expected <= high, $"{spent} {low} {period.Expected} {high}");
        }).Check(Seeded.Config(300));
}
