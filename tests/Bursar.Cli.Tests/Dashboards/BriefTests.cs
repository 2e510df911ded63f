using System.Globalization;
using Bursar.Cli.Tests.Corpus;
using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.Dashboards;

/// <summary>A day in a few lines, by the built program.</summary>
public sealed class BriefTests : IDisposable
{
    // A Wednesday, with the Wednesdays before it.
    private static readonly DateTimeOffset Day = new(2026, 11, 18, 10, 0, 0, TimeSpan.Zero);

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private void Spend(int number, DateTimeOffset at, decimal dollars)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{number:x8}-000b-4000-8000-00000000000b");
        var folder = Directory.CreateDirectory(Path.Combine(_sandbox.Claude, "projects", "-home-ada-grove")).FullName;
        File.AppendAllLines(Path.Combine(folder, id + ".jsonl"), [TranscriptLine.Of($"msg_{number}_{at.Ticks}", at, new Tokens(0, (long)(dollars / 5 * 1_000_000), 0, 0, 0), ListPrice.Haiku, id, "end_turn")]);
    }

    [Fact]
    public async Task It_tells_what_the_day_cost_what_such_a_day_usually_does_and_what_cost_most()
    {
        Spend(1, Day, 3);
        Spend(2, Day.AddHours(1), 1);
        Spend(3, Day.AddDays(-7), 2);
        Spend(4, Day.AddDays(-14), 1);
        Spend(5, Day.AddDays(-21), 9);
        Spend(6, Day.AddDays(-20), 700);

        var json = (await _sandbox.RunAsync("brief", "--date", "2026-11-18", "--json")).MustSucceed().Json();
        var text = (await _sandbox.RunAsync("brief", "--date", "20261118")).MustSucceed().Stdout;

        Assert.Equal((4m, 2m, 2m, 2m), (json.Number("cost_usd"), json.Number("usual_usd"), json.Number("sessions"), json.Number("responses")));
        Assert.Equal(("/home/ada/grove", 4m), (json.GetProperty("most").GetProperty("project").GetProperty("name").GetString(), json.Number("most", "model", "cost_usd")));
        Assert.StartsWith("Wednesday 2026-11-18: $4.00 in 2 sessions, 2 responses, 800 K tokens; usually $2.00 on a Wednesday (+100 %).\nMost: project /home/ada/grove ($4.00), model haiku-4-5 ($4.00).\n", text, StringComparison.Ordinal);
        Assert.Equal(text.TrimEnd('\n'), json.GetProperty("text").GetString());
        Assert.InRange(text.Count(c => c == '\n'), 2, 9);
    }

    [Fact]
    public async Task With_little_history_nothing_is_called_usual_and_a_day_without_use_says_so()
    {
        Spend(1, Day, 3);

        Assert.DoesNotContain("usually", (await _sandbox.RunAsync("brief", "--date", "2026-11-18")).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.StartsWith("Sunday 2026-11-15: nothing was used.\n", (await _sandbox.RunAsync("brief", "--date", "2026-11-15")).MustSucceed().Stdout, StringComparison.Ordinal);
        (await _sandbox.RunAsync("brief", "--date", "18.11.2026")).MustExit(2);
        (await _sandbox.RunAsync("brief", "--date", "7d")).MustFailSaying(2, "'7d' is not a day; expected YYYY-MM-DD, YYYYMMDD, today or yesterday.");
        (await _sandbox.RunAsync("brief", "--date", "2999-01-01")).MustFailSaying(2, "2999-01-01 is yet to come");
        (await _sandbox.RunAsync("brief", "--date", "0001-01-01")).MustFailSaying(2, "is not a day");
        (await _sandbox.RunAsync("daily", "--since", "9999-12-31")).MustFailSaying(2, "is not a day");
    }

    [Fact]
    public async Task Budgets_and_the_month_are_those_of_the_day()
    {
        Spend(1, new DateTimeOffset(2025, 3, 31, 10, 0, 0, TimeSpan.Zero), 3);
        Spend(2, new DateTimeOffset(2025, 3, 3, 10, 0, 0, TimeSpan.Zero), 0.5m);
        Spend(3, new DateTimeOffset(2025, 4, 1, 10, 0, 0, TimeSpan.Zero), 100);
        _sandbox.Write("policy.json", """{"budgets":[{"name":"day","period":"day","maxSpendUSD":2},{"name":"month","period":"month","maxSpendUSD":10},{"name":"week","period":"week","maxSpendUSD":3}]}""");

        var text = (await _sandbox.RunAsync("brief", "--date", "2025-03-31")).MustSucceed().Stdout;

        Assert.Contains("\nMarch 2025: $3.50 in all.\nBudget day: $3.00 of $2.00 on the day, reached.\nBudget week: $103.00 of $3.00 in the week from 2025-03-30, reached.\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Budget month", text, StringComparison.Ordinal);
        var forecast = (await _sandbox.RunAsync("brief", "--date", "2025-03-31", "--json")).MustSucceed().Json().GetProperty("forecast");
        Assert.Equal((3.5m, 3.5m, "2025-03-31"), (forecast.Number("spent_usd"), forecast.Number("expected_usd"), forecast.GetProperty("to").GetString()));
        Assert.Contains("\nBudget month: $100.00 of $10.00 in April, reached.\n", (await _sandbox.RunAsync("brief", "--date", "2025-04-01")).MustSucceed().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_date_it_is_about_yesterday()
    {
        var before = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);
        var told = (await _sandbox.RunAsync("brief", "--json")).MustSucceed().Json().GetProperty("date").GetString();
        var after = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);

        Assert.Contains(DateOnly.ParseExact(told!, "yyyy-MM-dd", CultureInfo.InvariantCulture), (DateOnly[])[before, after]);
    }
}
