using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Bursar.Cli.Tests.Corpus;
using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.Dashboards;

/// <summary>The dashboard's figures and files, by the built program.</summary>
public sealed class DashboardTests : IDisposable
{
    private static readonly string[] Hostile =
    [
        "/home/ada/</script><img src=x onerror=alert(1)>", "/home/ada/a|b", "/home/ada/`code`", "/home/ada/\u202Egnp.exe", "/home/ada/\"quoted\" 'names'", "/home/ada/@team #12", "/home/ada/$math$ and $more$",
        "/home/ada/<b>**bold**</b> [link](http://example.com)", "/home/ada/line\nbreak", "/home/ada/&amp;", "/home/ada/%%{init: {}}%%", "/home/ada/]\n```\n# heading", "/home/ada/" + new string('x', 300),
    ];

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private async Task<JsonElement> JsonAsync(params string[] more) => (await _sandbox.RunAsync(["dashboard", "--json", .. more])).MustSucceed().Json();

    private static DateOnly Day(JsonElement json, string name) => DateOnly.ParseExact(json.GetProperty(name).GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_figure_is_the_sum_of_the_responses_and_every_list_adds_up_to_the_total(int seed)
    {
        string[] projects = [.. Enumerable.Range(0, 14).Select(i => $"/home/ada/p{i}")];
        var spending = new Spending(_sandbox, seed, projects, ["commit", "review"]);

        var json = await JsonAsync();

        var today = Day(json, "date");
        var (week, month) = (today.AddDays(-(int)today.DayOfWeek), new DateOnly(today.Year, today.Month, 1));
        var periods = json.GetProperty("periods").EnumerateArray().ToList();
        Assert.Equal([today, week, month], periods.Select(period => Day(period, "from")));
        Assert.Equal([spending.Cost(today, today), spending.Cost(week, today), spending.Cost(month, today)], periods.Select(period => period.Number("now", "cost_usd")));
        Assert.Equal([spending.Cost(today.AddDays(-1), today.AddDays(-1)), spending.Cost(week.AddDays(-7), week.AddDays(-1)), spending.Cost(month.AddMonths(-1), month.AddDays(-1))], periods.Select(period => period.Number("before", "cost_usd")));

        var recent = json.GetProperty("recent");
        var total = spending.Cost(today.AddDays(-29), today);
        Assert.Equal(total, recent.Number("totals", "cost_usd"));
        Assert.Equal(total, recent.GetProperty("days").EnumerateArray().Sum(day => day.Number("cost_usd")));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => today.AddDays(i - 29)), recent.GetProperty("days").EnumerateArray().Select(day => Day(day, "date")));
        foreach (var by in (string[])["by_project", "by_model", "by_skill", "by_agent"])
        {
            var list = recent.GetProperty(by);
            Assert.Equal(total, list.GetProperty("parts").EnumerateArray().Sum(part => part.Number("cost_usd")) + list.Number("rest", "cost_usd"));
            Assert.Equal(recent.Number("totals", "responses"), list.GetProperty("parts").EnumerateArray().Sum(part => part.Number("responses")) + list.Number("rest", "responses"));
        }

        var byProject = recent.GetProperty("by_project");
        Assert.Equal(10, byProject.GetProperty("parts").GetArrayLength());
        Assert.All(byProject.GetProperty("parts").EnumerateArray(), part => Assert.Equal(spending.Cost(today.AddDays(-29), today, project: part.GetProperty("name").GetString()), part.Number("cost_usd")));
    }

    /// <summary>A day that runs is not held against a whole one.</summary>
    [Fact]
    public async Task Before_is_counted_up_to_the_time_of_the_last_use_today()
    {
        var today = new DateTimeOffset(Today.Now.UtcDateTime.Date, TimeSpan.Zero);
        var lines = new List<string>();
        void Use(int daysAgo, int minute, long output) =>
            lines.Add(TranscriptLine.Of($"msg_{lines.Count}", today.AddDays(-daysAgo).AddMinutes(minute), new Tokens(0, output, 0, 0, 0), ListPrice.Opus, "00000001-0009-4000-8000-00000000000d", "end_turn"));
        Use(0, 3, 1_000);
        Use(1, 14, 2_000);
        Use(1, 15, 40_000);
        Use(7, 0, 3_000);
        Use(7, 16, 50_000);
        Directory.CreateDirectory(Path.Combine(_sandbox.Claude, "projects", "-p"));
        await File.WriteAllLinesAsync(Path.Combine(_sandbox.Claude, "projects", "-p", "00000001-0009-4000-8000-00000000000d.jsonl"), lines, TestContext.Current.CancellationToken);
        decimal Cost(long output) => ListPrice.Opus.Of(new Tokens(0, output, 0, 0, 0));

        var json = await JsonAsync();

        var periods = json.GetProperty("periods").EnumerateArray().ToList();
        Assert.Equal((Cost(1_000), Cost(2_000), Cost(42_000)), (periods[0].Number("now", "cost_usd"), periods[0].Number("before_so_far", "cost_usd"), periods[0].Number("before", "cost_usd")));
        // The week before up to a week ago, its use after that time left out; what lies a day ago may be of this week or of that.
        var yesterdayIsLastWeek = today.DayOfWeek == DayOfWeek.Sunday;
        Assert.Equal(Cost(3_000), periods[1].Number("before_so_far", "cost_usd"));
        Assert.Equal(Cost(53_000) + (yesterdayIsLastWeek ? Cost(42_000) : 0), periods[1].Number("before", "cost_usd"));
        Assert.Contains("| Today ", (await _sandbox.RunAsync("dashboard")).MustSucceed().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_at_least_so_much_says_so_everywhere()
    {
        var now = Today.Now;
        string[] lines =
        [
            TranscriptLine.Of("msg_1", now, new Tokens(0, 1_000, 0, 0, 0), ListPrice.Opus, "00000001-0009-4000-8000-00000000000d", "end_turn"),
            TranscriptLine.Of("msg_2", now, new Tokens(0, 1_000, 0, 0, 0), ListPrice.Opus, "00000001-0009-4000-8000-00000000000d", "end_turn").Replace(ListPrice.Opus.Model, "a-model-of-ours", StringComparison.Ordinal),
        ];
        Directory.CreateDirectory(Path.Combine(_sandbox.Claude, "projects", "-p"));
        await File.WriteAllLinesAsync(Path.Combine(_sandbox.Claude, "projects", "-p", "00000001-0009-4000-8000-00000000000d.jsonl"), lines, TestContext.Current.CancellationToken);
        var page = _sandbox.Path("page.html");

        var markdown = (await _sandbox.RunAsync("dashboard")).MustSucceed().Stdout;
        (await _sandbox.RunAsync("dashboard", "--html", page)).MustSucceed();

        var cost = FormattableString.Invariant($"≥ ${ListPrice.Opus.Of(new Tokens(0, 1_000, 0, 0, 0)):0.00}");
        // Today, this week, this month, and the month in its sentence; in all; two of the project, one of the model's total; the session.
        Assert.Equal(9, markdown.Replace("\\$", "$", StringComparison.Ordinal).Split(cost).Length - 1);
        Assert.Contains("unpriced", markdown, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(cost), await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(cost, (await _sandbox.RunAsync("brief", "--date", now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))).MustSucceed().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_give_the_same_file_and_the_second_does_not_touch_it()
    {
        _ = new Spending(_sandbox, 3, ["/home/ada/grove"], ["commit"]);
        var (markdown, html) = (_sandbox.Path("spending.md"), _sandbox.Path("spending.html"));

        (await _sandbox.RunAsync("dashboard", "--out", markdown, "--html", html)).MustSucceed();
        var (before, page) = (await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken));
        File.SetUnixFileMode(markdown, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var again = (await _sandbox.RunAsync("dashboard", "--out", markdown, "--html", html)).MustSucceed();

        Assert.Contains("Unchanged", again.Stderr, StringComparison.Ordinal);
        Assert.Equal((before, page), (await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken)));

        // Whoever may read it before may read it after, and nothing is left beside it.
        File.AppendAllText(markdown, "edited");
        (await _sandbox.RunAsync("dashboard", "--out", markdown)).MustSucceed();
        Assert.Equal(before, await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(markdown));
        Assert.DoesNotContain(Directory.EnumerateFiles(_sandbox.Root), file => file.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Equal(before, (await _sandbox.RunAsync("dashboard", "--out", "-")).MustSucceed().Stdout);
        Assert.Equal(before, (await _sandbox.RunAsync("dashboard")).MustSucceed().Stdout);
    }

    [Fact]
    public async Task Names_show_as_they_are_and_do_nothing_in_markdown_and_in_the_page()
    {
        _ = new Spending(_sandbox, 4, Hostile, ["<script>alert(1)</script>", "a|b", "x\"]\n```", "`tick`"]);

        var markdown = (await _sandbox.RunAsync("dashboard", "--out", "-")).MustSucceed().Stdout;
        var page = (await _sandbox.RunAsync("dashboard", "--html", "-")).MustSucceed().Stdout;

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<", markdown.Replace("<br>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("@team", markdown, StringComparison.Ordinal);

        // Every row of a table has the cells of its head, whatever stands in them, and every block of code ends.
        var lines = markdown.Split('\n');
        var head = 0;
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            var cells = Cells(line);
            head = cells == 0 ? 0 : head == 0 ? cells : head;
            Assert.True(cells == head, $"{cells} cells instead of {head}: {line}");
        }

        Assert.Equal(0, lines.Count(line => line.StartsWith("```", StringComparison.Ordinal)) % 2);
        Assert.All(lines.Where(line => line.StartsWith('#')), line => Assert.Matches("^##? [A-Z][A-Za-z0-9 ]+$", line));
    }

    private static int Cells(string line) => line.StartsWith('|') ? line.Replace("\\\\", "", StringComparison.Ordinal).Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|') : 0;

    [Fact]
    public async Task What_cannot_be_written_is_told_and_nothing_of_bursars_is_ever_written_over()
    {
        _ = new Spending(_sandbox, 5, ["/home/ada/grove"], ["commit"]);
        await _sandbox.RunAsync("daily");
        var ledger = await File.ReadAllBytesAsync(_sandbox.Ledger, TestContext.Current.CancellationToken);

        (await _sandbox.RunAsync("dashboard", "--out", _sandbox.Path("nowhere", "s.md"))).MustFailSaying(2, "there is no folder", "mkdir -p");
        (await _sandbox.RunAsync("dashboard", "--out", _sandbox.Home)).MustFailSaying(2, "is a folder");
        (await _sandbox.RunAsync("dashboard", "--html", _sandbox.Ledger)).MustFailSaying(2, "not a place for a dashboard");
        (await _sandbox.RunAsync("dashboard", "--out", Path.Combine(_sandbox.Claude, "settings.json"))).MustFailSaying(2, "not a place for a dashboard");
        File.CreateSymbolicLink(_sandbox.Path("link.md"), Path.Combine(_sandbox.Claude, "settings.json"));
        (await _sandbox.RunAsync("dashboard", "--out", _sandbox.Path("link.md"))).MustFailSaying(2, "not a place for a dashboard");
        (await _sandbox.RunAsync("dashboard", "--json", "--out", "x.md")).MustExit(2);

        Assert.Equal(ledger, await File.ReadAllBytesAsync(_sandbox.Ledger, TestContext.Current.CancellationToken));

        // A pipe that is replaced by a file is lost to both of its ends.
        var pipe = _sandbox.Path("pipe");
        using (var mkfifo = Process.Start("mkfifo", pipe))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        (await _sandbox.RunAsync("dashboard", "--out", pipe)).MustFailSaying(2, "is a device or a pipe", "--out -");
        (await _sandbox.RunAsync("dashboard", "--html", pipe)).MustFailSaying(2, "is a device or a pipe");
        using (var isPipe = Process.Start("test", ["-p", pipe]))
        {
            await isPipe.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, isPipe.ExitCode);
        }

        (await _sandbox.RunAsync("dashboard", "--out", "/dev/null")).MustFailSaying(2, "is a device or a pipe");
        await File.WriteAllTextAsync(_sandbox.Path("empty.md"), "", TestContext.Current.CancellationToken);
        (await _sandbox.RunAsync("dashboard", "--out", _sandbox.Path("empty.md"))).MustSucceed();
        Assert.NotEqual(0, new FileInfo(_sandbox.Path("empty.md")).Length);
        File.CreateSymbolicLink(_sandbox.Path("notes.md"), _sandbox.Path("real.md"));
        (await _sandbox.RunAsync("dashboard", "--out", _sandbox.Path("notes.md"))).MustSucceed();
        Assert.Equal((true, true), (File.Exists(_sandbox.Path("real.md")), new FileInfo(_sandbox.Path("notes.md")).LinkTarget is not null));
    }

    [Theory]
    [InlineData("""{"dashboard":[]}""", "dashboard")]
    [InlineData("""{"dashboard":{"out":"s.md"}}""", "dashboard.out")]
    [InlineData("""{"dashboard":{"markdown":"/s.md"}}""", "dashboard.markdown")]
    public async Task A_configuration_that_is_misspelt_is_told_with_its_place(string config, string place)
    {
        _sandbox.Write("config.json", config);

        (await _sandbox.RunAsync("dashboard")).MustFailSaying(2, $"{place}: ");
    }

    [Fact]
    public async Task Without_usage_it_is_a_dashboard_of_zeros()
    {
        Assert.Contains("| Today ", (await _sandbox.RunAsync("dashboard")).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.Equal(0, (await JsonAsync()).Number("recent", "totals", "cost_usd"));
    }

    [Fact]
    public async Task Limits_of_tokens_and_turns_and_of_all_time_stand_beside_what_was_used()
    {
        var spending = new Spending(_sandbox, 6, ["/home/ada/grove"], ["commit"]);
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":3},"budgets":[{"name":"wide","period":"total","maxSpendUSD":90000},{"name":"steps","period":"month","maxTurns":1,"maxTokensOut":900000000},{"name":"monthly","period":"month","maxSpendUSD":5}]}""");

        var json = await JsonAsync();
        var limits = json.GetProperty("limits").EnumerateArray().ToDictionary(limit => limit.GetProperty("name").GetString()!, StringComparer.Ordinal);
        var month = json.GetProperty("periods")[2].GetProperty("now");

        Assert.Equal(["steps/maxTokensOut", "steps/maxTurns", "wide/maxSpendUSD"], limits.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(spending.Cost(DateOnly.MinValue, DateOnly.MaxValue), limits["wide/maxSpendUSD"].Number("used"));
        Assert.Equal(month.Number("responses"), limits["steps/maxTurns"].Number("used"));
        Assert.Equal(month.Number("responses") >= 1, limits["steps/maxTurns"].GetProperty("breached").GetBoolean());
        var page = _sandbox.Path("page.html");
        (await _sandbox.RunAsync("dashboard", "--html", page)).MustSucceed();
        Assert.Contains("| wide | total | $90,000.00 |", (await _sandbox.RunAsync("dashboard")).MustSucceed().Stdout.Replace("\\$", "$", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("900,000,000 output tokens", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Budgets_stand_beside_what_was_spent()
    {
        var spending = new Spending(_sandbox, 6, ["/home/ada/grove"], ["commit"]);
        _sandbox.Write("policy.json", """{"budgets":[{"name":"monthly","period":"month","maxSpendUSD":0.0001},{"name":"far | off","period":"month","maxSpendUSD":90000}]}""");

        var json = await JsonAsync();
        var today = Day(json, "date");
        var budgets = json.GetProperty("forecast").GetProperty("budgets").EnumerateArray().ToList();
        var spent = spending.Cost(new DateOnly(today.Year, today.Month, 1), today);

        Assert.Equal([("far | off", spent, false), ("monthly", spent, spent >= 0.0001m)], budgets.Select(budget => (budget.GetProperty("name").GetString()!, budget.Number("spent_usd"), budget.GetProperty("exceeded").GetBoolean())));
        Assert.Contains("| far \\| off | month |", (await _sandbox.RunAsync("dashboard")).MustSucceed().Stdout, StringComparison.Ordinal);
    }
}
