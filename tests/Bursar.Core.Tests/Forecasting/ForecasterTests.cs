using Bursar.Forecasting;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Forecasting;

public sealed class ForecasterTests
{
    private static UseHistory Weeks(int days) => Histories.OfWeeks(7, days);

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void Below_three_weeks_there_is_no_interval_and_the_straight_line_is_what_is_expected(int days, bool isEnough)
    {
        var forecast = Forecaster.Of(Weeks(days + 1), days, 0, days - 5, days + 10);

        Assert.Equal(isEnough, forecast.Interval is not null);
        Assert.Equal(isEnough, forecast.ChanceOf(1e9) is not null);
        Assert.Equal(!isEnough, Math.Abs(forecast.Expected - forecast.StraightLine!.Value) < 1e-9);
        Assert.Equal(forecast.Rest, forecast.DailyRest.Sum(), 1e-9);
    }

    [Fact]
    public void Three_weeks_with_use_on_thirteen_days_are_too_few()
    {
        var history = Histories.Of(Enumerable.Range(0, 40).Select(day => day % 3 == 0 && day / 3 < 13 ? 5.0 : 0));

        Assert.Equal(13, Forecaster.Of(history, 39, 0, 30, 60).Enough.DaysWithUse);
        Assert.Null(Forecaster.Of(history, 39, 0, 30, 60).Interval);
    }

    [Fact]
    public void A_period_that_ends_with_a_weekend_is_expected_to_rise_less_in_its_last_days()
    {
        // The history begins on a Monday, so day 60 is a Friday.
        var forecast = Forecaster.Of(Weeks(61), 60, 0, 56, 63);

        Assert.True(forecast.DailyRest[1] < forecast.DailyRest[0] / 2);
        Assert.True(forecast.StraightLine > forecast.Interval!.High);
    }

    [Fact]
    public void What_is_spent_already_is_never_expected_away_and_the_future_is_not_looked_at() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte[] Days, byte Today, byte Hour, byte Length)>(),
        given =>
        {
            var totals = given.Days.Select(value => value < 90 ? 0.0 : value).ToArray();
            if (totals.Length == 0)
            {
                return;
            }

            var (today, hour) = (given.Today % totals.Length, given.Hour % 24);
            var (from, until) = (Math.Max(0, today - (given.Length % 9)), today + 1 + (given.Length % 31));
            var forecast = Forecaster.Of(Histories.Of(totals), today, hour, from, until);
            var later = Forecaster.Of(Histories.Of([.. totals.Take(today + 1), 1000, 1000]), today, hour, from, until);

            Assert.True(forecast.Rest >= 0 && forecast.DailyRest.All(day => day >= 0));
            Assert.True(forecast.Interval is not { } interval || (interval.Low <= interval.High && interval.Low >= forecast.Spent - 1e-6));
            Assert.Equal((forecast.Spent, forecast.Rest, forecast.Interval), (later.Spent, later.Rest, later.Interval));
            Assert.Equal(1, forecast.ChanceOf(forecast.Spent));
        }).Check(Seeded.Config(300));

    [Fact]
    public void The_last_hour_of_a_period_leaves_nothing_to_expect()
    {
        var history = Weeks(60);
        var forecast = Forecaster.Of(history, 59, 23.99, 53, 60);

        Assert.Equal(history.Sum(53, 60), forecast.Expected, 0.01);
        Assert.InRange(forecast.Interval!.High - forecast.Interval.Low, 0, 0.5);
    }
}
