using System.Text.Json;
using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.Forecasting;

public sealed class ForecastTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task After_weeks_of_ten_dollars_a_day_the_week_is_expected_at_ten_a_day_and_a_budget_below_that_is_marked()
    {
        _sandbox.WriteDays([.. Enumerable.Repeat(10m, 60)]);
        _sandbox.Write("policy.json", """{"budgets":[{"name":"small","period":"month","maxSpendUSD":1},{"name":"large","period":"month","maxSpendUSD":5000},{"name":"elsewhere","period":"month","scope":{"project":"nowhere"},"maxSpendUSD":1}]}""");

        var forecast = (await _sandbox.RunAsync("forecast", "--period", "month", "--json")).MustSucceed().Json();

        // Of today nothing is spent, and an hour of the day says how much of it is still expected.
        var days = DateTime.DaysInMonth(int.Parse(forecast.GetProperty("today").GetString()![..4], System.Globalization.CultureInfo.InvariantCulture), int.Parse(forecast.GetProperty("today").GetString()![5..7], System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(forecast.Number("expected_usd"), (days - 1) * 10 - 1, days * 10 + 1);
        Assert.Equal((int.Parse(forecast.GetProperty("today").GetString()![8..], System.Globalization.CultureInfo.InvariantCulture) - 1) * 10, forecast.Number("spent_usd"));
        Assert.True(forecast.Number("low_usd") <= forecast.Number("expected_usd") && forecast.Number("expected_usd") <= forecast.Number("high_usd"));
        var budgets = forecast.GetProperty("budgets").EnumerateArray().ToList();
        Assert.Equal([true, false, false], budgets.Select(budget => budget.GetProperty("expected_to_exceed").GetBoolean()));
        Assert.Equal([1, 0, 0], budgets.Select(budget => budget.GetProperty("chance") is { ValueKind: JsonValueKind.Number } chance ? chance.GetDecimal() : 0));

        var said = (await _sandbox.RunAsync("forecast")).MustSucceed().Stdout;
        Assert.Matches(@" spent so far, \$[\d,.]+ expected by the end of \d{4}-\d\d-\d\d \(80 % likely between \$[\d,.]+ and \$[\d,.]+\)\.", said);
        Assert.Contains("small", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_human_allowed_on_top_of_a_budget_is_in_its_limit()
    {
        _sandbox.WriteNow(3m);
        _sandbox.Write("policy.json", """{"budgets":[{"name":"today","period":"day","maxSpendUSD":2},{"name":"turns","period":"day","maxTurns":1}]}""");
        async Task<(decimal Limit, bool Exceeded)> Today()
        {
            var budget = (await _sandbox.RunAsync("forecast", "--json")).MustSucceed().Json().GetProperty("budgets")[0];
            return (budget.Number("limit_usd"), budget.GetProperty("exceeded").GetBoolean());
        }

        Assert.Equal((2m, true), await Today());
        (await _sandbox.HumanAsync("allow", "--budget", "today", "--add-usd", "5.50")).MustSucceed();
        (await _sandbox.HumanAsync("allow", "--budget", "turns", "--add-turns", "7")).MustSucceed();

        Assert.Equal((7.5m, false), await Today());
        var turns = (await _sandbox.RunAsync("dashboard", "--json")).MustSucceed().Json().GetProperty("limits")[0];
        Assert.Equal((8, 7), (turns.GetProperty("value").GetInt32(), turns.GetProperty("allowed").GetInt32()));
    }

    [Fact]
    public async Task With_a_week_of_history_it_says_that_it_is_too_little_and_gives_the_straight_line_alone()
    {
        _sandbox.WriteDays([.. Enumerable.Repeat(10m, 7)]);

        var forecast = (await _sandbox.RunAsync("forecast", "--json")).MustSucceed().Json();

        Assert.Equal(JsonValueKind.Null, forecast.GetProperty("low_usd").ValueKind);
        Assert.Contains("too little history", forecast.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal((double)forecast.Number("straight_line_usd"), (double)forecast.Number("expected_usd"), 1e-6);
        Assert.Contains("Too little history", (await _sandbox.RunAsync("forecast")).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.Contains("no whole period", (await _sandbox.RunAsync("forecast", "backtest")).MustSucceed().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_backtest_finds_that_a_weekly_pattern_beats_the_straight_line()
    {
        _sandbox.WriteDays([.. Enumerable.Range(0, 120).Select(day => (day % 7 < 5 ? 10m : 1m) + (day * 7919 % 13 / 4m))]);

        var tests = (await _sandbox.RunAsync("forecast", "backtest", "--json")).MustSucceed().Json().GetProperty("backtests").EnumerateArray().ToList();

        Assert.Equal(["day", "week", "month"], tests.Select(test => test.GetProperty("period").GetString()));
        Assert.All(tests, test => Assert.True(test.Number("forecasts") > 20));
        Assert.True(tests[1].Number("mean_error_usd") < tests[1].Number("straight_line_mean_error_usd") / 2);
        Assert.InRange(tests[1].Number("coverage"), 0.6m, 1m);
    }

    [Fact]
    public async Task Without_any_use_there_is_nothing_to_expect_and_no_failure()
    {
        var forecast = (await _sandbox.RunAsync("forecast", "--json")).MustSucceed().Json();

        Assert.Equal((0, 0), (forecast.Number("spent_usd"), forecast.Number("expected_usd")));
        (await _sandbox.RunAsync("forecast", "--period", "year")).MustFailSaying(2, "--period", "day, week or month");
    }
}
