using Bursar.Cli.Tests.Forecasting;
using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.Output;

/// <summary>How days and sessions may be named on the command line.</summary>
public sealed class NamingTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithFixture();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("--since 3d", "2 3")]
    [InlineData("--since 1d", "")]
    [InlineData("--since yesterday", "3")]
    [InlineData("--since 4d --until yesterday", "1 2 3")]
    [InlineData("--since today", "")]
    [InlineData("--until 3d", "1 2")]
    public async Task Days_count_back_from_today(string options, string dollars)
    {
        foreach (var file in Directory.EnumerateFiles(_sandbox.Claude, "*.jsonl", SearchOption.AllDirectories).ToList())
        {
            File.Delete(file);
        }

        _sandbox.WriteDays([1m, 2m, 3m]);

        var days = (await _sandbox.RunAsync(["daily", "--json", .. options.Split(' ')])).MustSucceed().Json().GetProperty("daily").EnumerateArray();

        Assert.Equal(dollars, string.Join(' ', days.Select(day => day.Number("totalCost").ToString("0.##", System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task Weeks_begin_where_the_configuration_says_unless_the_command_line_does()
    {
        var sunday = (await _sandbox.RunAsync("weekly", "--json")).MustSucceed().Stdout;
        var monday = (await _sandbox.RunAsync("weekly", "--json", "--start-of-week", "monday")).MustSucceed().Stdout;
        Assert.NotEqual(sunday, monday);

        _sandbox.Write("config.json", """{"weekStart":"monday"}""");

        Assert.Equal(monday, (await _sandbox.RunAsync("weekly", "--json")).MustSucceed().Stdout);
        Assert.Equal(sunday, (await _sandbox.RunAsync("weekly", "--json", "--start-of-week", "sunday")).MustSucceed().Stdout);
        Assert.Equal(DayOfWeek.Monday, DateOnly.Parse((await _sandbox.RunAsync("forecast", "--period", "week", "--json")).MustSucceed().Json().GetProperty("from").GetString()!, System.Globalization.CultureInfo.InvariantCulture).DayOfWeek);
        _sandbox.Write("config.json", """{"weekStart":1}""");
        (await _sandbox.RunAsync("weekly")).MustFailSaying(2, "weekStart: 1 is not known; expected sunday, monday");
    }

    [Theory]
    [InlineData("usage")]
    [InlineData("verify")]
    [InlineData("tree")]
    [InlineData("explain")]
    public async Task A_session_may_be_named_as_it_is(string command)
    {
        Assert.Equal((await _sandbox.RunAsync(command, "--session", "a1f0", "--json")).MustSucceed().Stdout, (await _sandbox.RunAsync(command, "a1f0", "--json")).MustSucceed().Stdout);
        (await _sandbox.RunAsync(command, "a1f0", "--session", "b2e1")).MustFailSaying(2, "Name the session once");
        (await _sandbox.RunAsync(command, "ffff")).MustFailSaying(2, "no session ffff");
    }

    [Fact]
    public async Task The_version_and_the_help_of_hidden_commands_are_told()
    {
        Assert.Equal((await _sandbox.RunAsync("--version")).MustSucceed().Stdout, (await _sandbox.RunAsync("version")).MustSucceed().Stdout);
        Assert.Contains("--check", (await _sandbox.RunAsync("statusline", "--help")).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("statusline ", (await _sandbox.RunAsync("--help")).MustSucceed().Stdout, StringComparison.Ordinal);
        (await _sandbox.RunAsync("report", "project,model")).MustFailSaying(2, "Did you mean '--by project,model'?");
    }

    [Fact]
    public async Task What_is_left_of_the_limits_stands_below_the_usage()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":4,"maxTokensOut":5000,"maxSpendUSD":1}}""");

        var text = (await _sandbox.RunAsync("usage", "a1f0")).MustSucceed().Stdout;

        Assert.Matches(@"\│ maxTurns +│ session │ +4 turns │ +4 turns │ +0 turns │ reached: it stops", text);
        Assert.Matches(@"\│ maxTokensOut +│ session │ +2,942 output tokens │ +5,000 output tokens │ +2,058 output tokens │ +│", text);
        Assert.Contains("maxSpendUSD is advisory: it is not known how this session pays.", text, StringComparison.Ordinal);
        Assert.Equal(text, (await _sandbox.RunAsync("usage", "a1f0", "--no-ingest")).MustSucceed().Stdout);
    }
}
