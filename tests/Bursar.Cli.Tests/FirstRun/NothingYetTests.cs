using Bursar.Cli.Tests.Contract;

namespace Bursar.Cli.Tests.FirstRun;

public sealed class NothingYetTests
{
    [Theory]
    [InlineData("")]
    [InlineData("daily")]
    [InlineData("weekly")]
    [InlineData("session")]
    [InlineData("blocks")]
    [InlineData("report --by skill")]
    [InlineData("ingest")]
    [InlineData("daily --since 2026-11-01")]
    public async Task Without_transcripts_a_report_says_where_it_looked_and_what_to_do(string command)
    {
        using var sandbox = new Sandbox();

        var result = (await sandbox.RunAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries))).MustSucceed();

        Assert.Contains(Path.Combine(sandbox.Claude, "projects"), result.Stdout, StringComparison.Ordinal);
        Assert.Contains("does not exist", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("CLAUDE_CONFIG_DIR", result.Stdout, StringComparison.Ordinal);
        Assert.Empty(result.Stderr);
    }

    [Fact]
    public async Task Both_places_of_the_client_are_named_when_no_root_is_configured()
    {
        using var sandbox = new Sandbox();
        sandbox.Environment.Remove("CLAUDE_CONFIG_DIR");

        var result = (await sandbox.RunAsync("daily")).MustSucceed();

        Assert.Contains(Path.Combine(sandbox.Home, ".claude", "projects"), result.Stdout, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(sandbox.Home, ".config", "claude", "projects"), result.Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("daily", "daily")]
    [InlineData("session", "sessions")]
    [InlineData("report --by agent", "rows")]
    public async Task Json_stays_json_and_the_explanation_goes_to_standard_error(string command, string array)
    {
        using var sandbox = new Sandbox();

        var result = (await sandbox.RunAsync([.. command.Split(' '), "--json"])).MustSucceed();

        Assert.Equal(0, result.Json().GetProperty(array).GetArrayLength());
        Assert.All(Counters.Of(result.Json().GetProperty("totals")), counter => Assert.Equal(0, counter.Value));
        Assert.Contains(sandbox.Claude, result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_as_json_are_an_empty_list()
    {
        using var sandbox = new Sandbox();

        Assert.Equal(0, (await sandbox.RunAsync("blocks", "--json")).MustSucceed().Json().GetProperty("blocks").GetArrayLength());
    }

    [Fact]
    public async Task Usage_of_a_session_that_has_just_begun_is_zero()
    {
        using var sandbox = new Sandbox();
        sandbox.Environment["CLAUDE_CODE_SESSION_ID"] = "d4c3e5b4-0004-4000-8000-00000000000d";

        var usage = (await sandbox.RunAsync("usage", "--json")).MustSucceed().Json();

        Assert.Equal("d4c3e5b4-0004-4000-8000-00000000000d", usage.GetProperty("session_id").GetString());
        Assert.Equal(0m, usage.GetProperty("cost_usd").GetDecimal());
    }

    [Fact]
    public async Task Usage_without_any_session_says_how_to_name_one()
    {
        using var sandbox = new Sandbox();

        (await sandbox.RunAsync("usage")).MustFailSaying(2, "bursar session");
    }

    [Theory]
    [InlineData("daily")]
    [InlineData("session --json")]
    [InlineData("blocks --csv")]
    [InlineData("actions")]
    [InlineData("report --by model")]
    [InlineData("usage")]
    [InlineData("verify")]
    [InlineData("forecast --json")]
    [InlineData("anomalies")]
    [InlineData("brief")]
    [InlineData("dashboard --json")]
    [InlineData("phases")]
    [InlineData("audit")]
    public async Task Without_reading_and_without_a_ledger_there_is_nothing_to_tell_and_none_is_made(string command)
    {
        using var sandbox = Sandbox.WithFixture();

        var result = await sandbox.RunAsync([.. command.Split(' '), "--no-ingest"]);

        result.MustFailSaying(3, "There is no ledger at", "without --no-ingest");
        Assert.Empty(result.Stdout);
        Assert.False(File.Exists(sandbox.Ledger));
    }

    [Fact]
    public async Task Bursar_alone_with_old_history_does_not_speak_of_a_filter_that_nobody_gave()
    {
        using var sandbox = new Sandbox();
        var folder = Directory.CreateDirectory(Path.Combine(sandbox.Claude, "projects", "-old")).FullName;
        var old = Corpus.TranscriptLine.Of("msg_1", DateTimeOffset.UtcNow.AddDays(-60), new Corpus.Tokens(5, 5, 0, 0, 0), Corpus.ListPrice.Opus, "old", "end_turn");
        await File.WriteAllTextAsync(Path.Combine(folder, "old.jsonl"), old + "\n", TestContext.Current.CancellationToken);

        var result = (await sandbox.RunAsync()).MustSucceed();

        Assert.DoesNotContain("filter", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("7 days", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("bursar daily", result.Stdout, StringComparison.Ordinal);
    }
}
