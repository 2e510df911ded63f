using System.Text.Json.Nodes;
using Bursar.Guard.Replaying;
using Bursar.Guard.Verifying;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Ingest;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Guard.Tests.Reference;

/// <summary>
/// Where the first program of this kind was weak (docs/policy.md: what counts as used, and when), one test for each. The
/// real client says the same in the end-to-end tests; here each stands alone.
/// </summary>
public sealed class SixteenWeaknessesTests
{
    private const string Tokens = """{"limits":{"maxTokensOut":100}}""";

    [Fact]
    public void W01_a_limit_is_held_before_a_tool_runs_not_after()
    {
        using var home = new GuardedHome(Tokens);
        Assert.True(home.Allows(home.Responds(output: 99)));
        Assert.False(home.Allows(home.Responds(output: 1)));
    }

    [Fact]
    public void W02_a_hook_reads_only_what_is_new()
    {
        using var home = new GuardedHome(Tokens);
        for (var i = 0; i < 20; i++)
        {
            home.Responds(output: 1);
        }

        home.Ask("Stop");
        using (var file = new FileStream(home.Transcript, FileMode.Open, FileAccess.ReadWrite))
        {
            // Whoever read this again would find it damaged, and its responses gone.
            file.Position = file.Length / 2;
            file.Write(new byte[1_000]);
        }

        home.Responds(output: 1);
        home.Ask("Stop");

        Assert.Equal(21, (int?)home.State()["output_tokens"]);
    }

    [Fact]
    public void W03_a_subagent_at_work_counts_in_its_parents_limit()
    {
        using var home = new GuardedHome(Tokens);
        var mine = home.Responds(output: 40);
        home.Responds(output: 60, agent: "a1");

        Assert.False(home.Allows(mine));
    }

    [Fact]
    public void W04_a_subagent_counts_once_however_often_its_end_is_told()
    {
        using var home = new GuardedHome(Tokens);
        home.Responds(output: 20);
        home.Responds(output: 30, agent: "a1");
        for (var i = 0; i < 3; i++)
        {
            home.Ask("SubagentStop", json => json["agent_id"] = "a1");
            home.Ask("PostToolBatch");
        }

        Assert.Equal(50, (int?)home.State()["metrics"]!["tokensOut"]);
    }

    [Fact]
    public void W05_a_spend_limit_that_is_advice_hides_no_limit_that_binds()
    {
        using var home = new GuardedHome("""{"limits":{"maxSpendUSD":0.0001,"maxTokensOut":100}}""");
        home.Variables["ANTHROPIC_API_KEY"] = null;
        home.Variables["CLAUDE_CODE_OAUTH_TOKEN"] = "none";
        Assert.True(home.Allows(home.Responds(output: 50)));

        Assert.False(home.Allows(home.Responds(output: 50)));
        Assert.Equal([("maxSpendUSD", true), ("maxTokensOut", false)], home.State()["limits"]!.AsArray().Select(limit => ((string)limit!["name"]!, (bool)limit["advisory"]!)));
    }

    [Fact]
    public void W06_a_line_without_a_request_id_counts_once()
    {
        using var home = new GuardedHome(Tokens);
        home.Responds(output: 60);
        var line = JsonNode.Parse(File.ReadAllLines(home.Transcript)[0])!.AsObject();
        line.Remove("requestId");
        line["timestamp"] = "2026-11-20T12:00:01.000Z";
        File.AppendAllText(home.Transcript, line.ToJsonString() + "\n");
        home.Ask("Stop");

        Assert.Equal(60, (int?)home.State()["output_tokens"]);
    }

    [Fact]
    public void W07_a_line_of_ten_megabytes_blinds_nobody()
    {
        using var home = new GuardedHome(Tokens);
        home.Responds(output: 50);
        File.AppendAllText(home.Transcript, $$$"""{"type":"user","message":{"role":"user","content":"{{{new string('x', 10_000_000)}}}"}}""" + "\n");

        Assert.False(home.Allows(home.Responds(output: 50)));
    }

    [Theory]
    [InlineData("open", true)]
    [InlineData("closed", false)]
    public void W08_a_failure_is_a_decision_and_is_said(string onError, bool runs)
    {
        using var home = new GuardedHome($$"""{"limits":{"maxTokensOut":100},"onError":"{{onError}}"}""");
        File.WriteAllText(home["bursar/ledger.db"], new string('x', 10_000));
        var outcome = home.Run(home.Event("PreToolUse", json => json["tool_use_id"] = home.Responds()));

        Assert.Contains("damaged", outcome.Error, StringComparison.Ordinal);
        var answer = JsonNode.Parse(outcome.Output)!;
        Assert.Equal(runs, answer["hookSpecificOutput"] is null);
        Assert.Contains("damaged", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(FailureLog.Read(home.Environment.Paths), entry => entry.Message.Contains("damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void W09_verify_recomputes_and_checks_limits_that_stop_as_well()
    {
        using var home = new GuardedHome(Tokens);
        home.Responds(output: 150);
        home.Ask("Stop");
        File.WriteAllText(home[$"bursar/sessions/{GuardedHome.Session}.json"], """{"output_tokens":0}""");

        using var ledger = LedgerStore.Open(home.Environment.Paths.Ledger);
        var verified = Verification.Run(ledger, home.Environment, GuardedHome.Session, given: null, home.Project)!;

        Assert.False(verified.Passes);
        Assert.Equal(150, Assert.Single(verified.Limits).Used);
    }

    [Fact]
    public void W10_replay_knows_what_was_used()
    {
        using var home = new GuardedHome();
        for (var i = 0; i < 4; i++)
        {
            home.Responds(output: 50);
        }

        home.Ask("Stop");
        using var ledger = LedgerStore.Open(home.Environment.Paths.Ledger);
        var policy = new EffectivePolicy([PolicyReader.Read(System.Text.Encoding.UTF8.GetBytes(Tokens), "p", PolicySource.Given).Policy!], []);
        var session = Assert.Single(new Replay(ledger, home.Environment, policy).Run(null, long.MinValue).Sessions);

        Assert.Equal((100, 100, 2), (session.Spent.Output, session.Saved.Output, session.SavedResponses));
    }

    [Theory]
    [InlineData("""{"limits":{"maxSpendUSD":NaN}}""")]
    [InlineData("""{"limits":{"maxSpendUSD":-1}}""")]
    [InlineData("""{"limits":{"maxSpendUSD":{"value":1,"enforcement":"hard"}}}""")]
    [InlineData("""{"pricing":{"overrides":[{"family":"opus","input":-3}]}}""")]
    public void W11_a_limit_or_price_that_cannot_be_meant_stops_instead_of_never_firing(string policy)
    {
        using var home = new GuardedHome(policy);
        Assert.False(home.Allows(home.Responds()));
    }

    [Fact]
    public void W12_opus_is_priced_as_it_is_listed_not_as_it_was()
    {
        using var home = new GuardedHome();
        home.Responds(input: 1_000_000, output: 1_000_000, model: "claude-opus-4-8");
        home.Ask("Stop");

        Assert.Equal(5m + 25m, (decimal?)home.State()["cost_usd"]);
    }

    [Theory]
    [InlineData("bursar/policy.json")]
    [InlineData("bursar/ledger.db")]
    [InlineData("bursar/sessions/s.json")]
    [InlineData(".claude/settings.json")]
    [InlineData(".claude/projects/-work/s.jsonl")]
    public void W13_the_agent_cannot_write_what_it_is_judged_by(string file)
    {
        using var home = new GuardedHome(Tokens);
        home.Variables["BURSAR_HOME"] = home["bursar"];
        Assert.False(home.Allows(home.Responds(), tool: "Write", input: new JsonObject { ["file_path"] = home[file], ["content"] = "" }));
        Assert.True(home.Allows(home.Responds(), tool: "Write", input: new JsonObject { ["file_path"] = home["work/a.txt"], ["content"] = "" }));
    }

    [Theory]
    [InlineData("CLAUDE_CODE_USE_BEDROCK")]
    [InlineData("CLAUDE_CODE_USE_VERTEX")]
    [InlineData(null)]
    public void W14_helpers_and_cloud_providers_pay_by_the_token(string? variable)
    {
        using var home = new GuardedHome("""{"limits":{"maxSpendUSD":0.0001}}""");
        home.Variables["ANTHROPIC_API_KEY"] = null;
        Directory.CreateDirectory(home[".claude"]);
        if (variable is null)
        {
            File.WriteAllText(home[".claude/settings.json"], """{"apiKeyHelper":"pass show key"}""");
        }
        else
        {
            home.Variables[variable] = "1";
        }

        Assert.False(home.Allows(home.Responds(output: 1_000)));
    }

    [Fact]
    public void W15_the_state_file_does_not_grow_with_the_session()
    {
        using var home = new GuardedHome(Tokens);
        home.Responds(output: 1);
        home.Ask("Stop");
        var after1 = new FileInfo(home[$"bursar/sessions/{GuardedHome.Session}.json"]).Length;
        for (var i = 0; i < 300; i++)
        {
            home.Responds(output: 1);
        }

        home.Ask("Stop");

        // More digits, and nothing else.
        Assert.InRange(new FileInfo(home[$"bursar/sessions/{GuardedHome.Session}.json"]).Length, after1, after1 + 100);
    }

    [Fact]
    public void W16_another_sessions_newer_transcript_is_not_mistaken_for_this_one()
    {
        using var home = new GuardedHome(Tokens);
        var call = home.Responds(output: 10);
        var other = File.ReadAllText(home.Transcript).Replace(GuardedHome.Session, "other", StringComparison.Ordinal).Replace("msg_1", "msg_other", StringComparison.Ordinal).Replace("\"output_tokens\":10", "\"output_tokens\":5000", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(home.Transcript)!, "other.jsonl"), other);

        Assert.True(home.Allows(call));
        using var ledger = LedgerStore.Open(home.Environment.Paths.Ledger);
        new Ingestor(ledger, new Pricer(PriceTable.Embedded())).Run([home[".claude"]], cancellation: TestContext.Current.CancellationToken);
        Assert.True(home.Allows(home.Responds(output: 10)));
    }
}
