namespace Bursar.Cli.Tests.Guard;

/// <summary>A session held against its limits from the ledger alone. The orchard: $0.1011325, 13,269 tokens in, 2,942 out, 4 turns, 2 tool calls.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly Sandbox _sandbox = Guarded.Sandbox();

    public void Dispose() => _sandbox.Dispose();

    private async Task<ProgramResult> VerifyAsync(string policy, params string[] more)
    {
        var file = _sandbox.Path("policy.json");
        await File.WriteAllTextAsync(file, policy, TestContext.Current.CancellationToken);
        return await _sandbox.RunAsync(["verify", "--session", Guarded.Orchard, "--policy", file, .. more]);
    }

    private async Task<string> ResultsAsync(string policy)
    {
        var result = await VerifyAsync(policy, "--json");
        var json = result.Json();
        Assert.Equal(json.GetProperty("passed").GetBoolean() ? 0 : 1, result.ExitCode);
        return string.Join(' ', json.GetProperty("limits").EnumerateArray().Select(limit => $"{limit.GetProperty("name").GetString()}={limit.GetProperty("result").GetString()}"));
    }

    [Fact]
    public async Task It_prints_every_limit_and_says_whether_the_session_kept_them()
    {
        const string Policy = """{"limits":{"maxSpendUSD":0.1,"maxTokensIn":20000,"maxTokensOut":{"value":2942,"enforcement":"post-hoc"},"maxTurns":5,"maxToolCalls":3,"maxWallTimeSeconds":86400}}""";

        Snapshots.Check("verify", (await VerifyAsync(Policy)).MustExit(1), _sandbox);
        Snapshots.Check("verify-json", (await VerifyAsync(Policy, "--json", "--no-ingest")).MustExit(1), _sandbox);
    }

    [Theory]
    [InlineData("""{"limits":{"maxSpendUSD":0.1011325}}""", "maxSpendUSD=breached")]
    [InlineData("""{"limits":{"maxSpendUSD":0.1011326}}""", "maxSpendUSD=passed")]
    [InlineData("""{"limits":{"maxTokensIn":13269}}""", "maxTokensIn=breached")]
    [InlineData("""{"limits":{"maxTokensIn":13270}}""", "maxTokensIn=passed")]
    [InlineData("""{"limits":{"maxTokensIn":13269},"cacheReads":"ignore"}""", "maxTokensIn=passed")]
    [InlineData("""{"limits":{"maxTurns":{"value":4,"enforcement":"fail-fast"},"maxToolCalls":{"value":2,"enforcement":"post-hoc"}}}""", "maxTurns=breached maxToolCalls=breached")]
    [InlineData("""{"budgets":[{"name":"scouts","period":"session","scope":{"agent":"scout"},"maxSpendUSD":1},{"name":"skill","period":"session","scope":{"skill":"harvest"},"maxTurns":1}]}""", "scouts/maxSpendUSD=passed skill/maxTurns=breached")]
    [InlineData("{}", "")]
    public async Task Limits_are_reached_at_their_value_whatever_their_enforcement(string policy, string results) => Assert.Equal(results, await ResultsAsync(policy));

    private async Task<string> PolicyOfTheToldAsync(string policy)
    {
        var file = _sandbox.Transcript(Guarded.Orchard);
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(file, [.. lines, """{"type":"cost-state","totalCostUSD":0.2011325,"modelUsage":{}}"""], TestContext.Current.CancellationToken);
        return policy;
    }

    [Theory]
    [InlineData("transcript", "maxSpendUSD=passed", "0.1011325 transcript")]
    [InlineData("reported", "maxSpendUSD=breached", "0.2011325 reported")]
    [InlineData("highest", "maxSpendUSD=breached", "0.2011325 reported")]
    public async Task A_policy_may_go_by_what_the_client_told_at_its_exit(string basis, string results, string used)
    {
        var policy = await PolicyOfTheToldAsync($$$"""{"limits":{"maxSpendUSD":0.2},"basis":"{{{basis}}}"}""");

        Assert.Equal(results, await ResultsAsync(policy));
        var limit = (await VerifyAsync(policy, "--json")).Json().GetProperty("limits")[0];
        Assert.Equal(used, $"{limit.GetProperty("used").GetDecimal().ToString(System.Globalization.CultureInfo.InvariantCulture)} {limit.GetProperty("usage_source").GetString()}");
        Assert.Equal(basis, limit.GetProperty("basis").GetString());
        Assert.Equal(basis != "transcript", (await _sandbox.RunAsync("replay", "--policy", _sandbox.Path("policy.json"))).MustSucceed().Stdout.Contains("Played by the transcripts alone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_budget_over_sessions_takes_in_what_their_clients_told_beyond_the_transcripts()
    {
        decimal Used(ProgramResult result) => result.Json().GetProperty("limits")[0].GetProperty("used").GetDecimal();
        var policy = await PolicyOfTheToldAsync("""{"budgets":[{"name":"all","period":"total","maxSpendUSD":9}],"basis":"transcript"}""");

        var transcript = Used(await VerifyAsync(policy, "--json"));
        var highest = Used(await VerifyAsync(policy.Replace("\"transcript\"", "\"highest\"", StringComparison.Ordinal), "--json"));

        Assert.Equal(0.1m, highest - transcript);
    }

    // The session spans two days, so a duration counted until now would be years.
    [Fact]
    public async Task The_duration_is_the_sessions_own()
    {
        var json = (await VerifyAsync("""{"limits":{"maxWallTimeSeconds":108180}}""", "--json")).Json();

        Assert.Equal((new DateTimeOffset(2026, 11, 1, 5, 1, 0, TimeSpan.Zero) - new DateTimeOffset(2026, 10, 30, 22, 58, 5, TimeSpan.Zero)).TotalSeconds, (double)json.Number("metrics", "wallTimeSeconds"), 1.0);
    }

    [Fact]
    public async Task Under_a_subscription_a_spend_limit_is_advice_and_hides_no_binding_limit()
    {
        _sandbox.Write("config.json", """{"authMode":"subscription"}""");

        Assert.Equal("maxSpendUSD=advisory", await ResultsAsync("""{"limits":{"maxSpendUSD":0}}"""));
        Assert.Equal("maxSpendUSD=advisory maxTokensIn=breached", await ResultsAsync("""{"limits":{"maxSpendUSD":0,"maxTokensIn":1}}"""));
        var result = (await VerifyAsync("""{"limits":{"maxSpendUSD":0}}""")).MustSucceed();
        Assert.Contains(": within the limits that bind, beyond one that is advice", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("maxSpendUSD is advisory: a subscription is not billed by the token.", result.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unpriced_part_makes_a_spend_limit_advice_unless_the_policy_enforces_it()
    {
        var file = _sandbox.Path("policy.json");
        async Task<ProgramResult> Tide(string policy)
        {
            await File.WriteAllTextAsync(file, policy, TestContext.Current.CancellationToken);
            return await _sandbox.RunAsync("verify", "--session", Guarded.TidePool, "--policy", file);
        }

        Assert.Contains("no known price", (await Tide("""{"limits":{"maxSpendUSD":0.001}}""")).MustSucceed().Stdout, StringComparison.Ordinal);
        (await Tide("""{"limits":{"maxSpendUSD":0.001},"onUnpriced":"enforce"}""")).MustExit(1);
    }

    [Fact]
    public async Task Subagents_count_towards_their_session()
    {
        using var recorded = Guarded.Sandbox(Guarded.Recorded("subagents"));
        var all = (await recorded.RunAsync("verify", "--session", "8f1b25d6", "--json")).Json();
        Directory.Delete(Path.ChangeExtension(recorded.Transcript("8f1b25d6-039e-42d8-a8ff-3057c738914d"), null), recursive: true);
        recorded.DeleteLedger();
        recorded.Write("config.json", """{"authMode":"api_key"}""");
        var main = (await recorded.RunAsync("verify", "--session", "8f1b25d6", "--json")).Json();

        Assert.True(all.Number("metrics", "tokensIn") > main.Number("metrics", "tokensIn"));
        Assert.True(all.Number("metrics", "costUSD") > main.Number("metrics", "costUSD"));
        Assert.Equal(main.Number("metrics", "turns"), all.Number("metrics", "turns"));
        Assert.True(all.Number("metrics", "toolCalls") > main.Number("metrics", "toolCalls"));
    }

    [Fact]
    public async Task The_state_file_is_never_believed()
    {
        await _sandbox.HookAsync("PostToolBatch", _sandbox.Transcript(Guarded.Orchard));
        var state = Path.Combine(_sandbox.BursarHome, "sessions", Guarded.Orchard + ".json");
        const string Policy = """{"limits":{"maxSpendUSD":0.1}}""";
        var before = (await VerifyAsync(Policy, "--json")).MustExit(1).Stdout;

        File.WriteAllText(state, "{\"metrics\":{\"costUSD\":0,\"tokensIn\":0}}");
        Assert.Equal(before, (await VerifyAsync(Policy, "--json")).MustExit(1).Stdout);

        File.Delete(state);
        Assert.Equal(before, (await VerifyAsync(Policy, "--json")).MustExit(1).Stdout);
    }

    [Fact]
    public async Task A_policy_that_was_loosened_in_the_session_still_judges_it_until_a_human_confirms()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":4}}""");
        await _sandbox.HookAsync("SessionStart", _sandbox.Transcript(Guarded.Orchard), json => json["source"] = "resume");
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":400}}""");

        var result = (await _sandbox.RunAsync("verify", "--session", Guarded.Orchard)).MustExit(1);
        Assert.Contains("policy.json changed since the session began; its limits from then hold too.", result.Stdout, StringComparison.Ordinal);
        Assert.Single((await _sandbox.RunAsync("verify", "--session", Guarded.Orchard, "--json")).Json().GetProperty("changed_policies").EnumerateArray());

        (await _sandbox.HumanAsync("policy", "confirm", "--session", Guarded.Orchard[..8])).MustSucceed();
        (await _sandbox.RunAsync("verify", "--session", Guarded.Orchard)).MustSucceed();
        Assert.Contains("confirmed", (await _sandbox.RunAsync("journal")).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_human_allowed_afterwards_counts_in_its_period_and_not_on_another_policy()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":4},"budgets":[{"name":"ever","period":"total","maxTurns":1},{"name":"daily","period":"day","maxTurns":1}]}""");
        await _sandbox.RunAsync("ingest");
        (await _sandbox.HumanAsync("allow", "--session", Guarded.Orchard, "--add-turns", "10")).MustSucceed();
        (await _sandbox.HumanAsync("allow", "--budget", "ever", "--add-turns", "100")).MustSucceed();
        (await _sandbox.HumanAsync("allow", "--budget", "daily", "--add-turns", "100")).MustSucceed();
        async Task<string> Values(params string[] more) => string.Join(' ', (await _sandbox.RunAsync(["verify", Guarded.Orchard, "--json", .. more])).MustExit(1).Json().GetProperty("limits").EnumerateArray()
            .Select(limit => $"{limit.GetProperty("name").GetString()}={limit.GetProperty("value").GetInt32()}:{limit.GetProperty("result").GetString()}"));

        // The session ended weeks ago: of its last day today's allowance is none.
        Assert.Equal("maxTurns=14:passed ever/maxTurns=101:passed daily/maxTurns=1:breached", await Values());
        Assert.Equal("maxTurns=4:breached ever/maxTurns=1:breached daily/maxTurns=1:breached", await Values("--policy", Path.Combine(_sandbox.BursarHome, "policy.json")));
    }

    [Fact]
    public async Task A_budget_that_nothing_of_the_session_falls_under_is_none_of_its_own()
    {
        _sandbox.Write("policy.json", """{"budgets":[{"name":"orchard","period":"total","scope":{"project":"orchard"},"maxTurns":1},{"name":"pool","period":"total","scope":{"project":"tide*"},"maxTurns":100},{"name":"scouts","period":"total","scope":{"agent":"scout"},"maxTokensOut":1}]}""");

        var pool = (await _sandbox.RunAsync("verify", Guarded.TidePool, "--json")).MustSucceed().Json();
        Assert.Equal("pool/maxTurns", Assert.Single(pool.GetProperty("limits").EnumerateArray()).GetProperty("name").GetString());
        var orchard = (await _sandbox.RunAsync("verify", Guarded.Orchard, "--json")).MustExit(1).Json().GetProperty("limits").EnumerateArray().Select(limit => $"{limit.GetProperty("name").GetString()}={limit.GetProperty("result").GetString()}");
        Assert.Equal(["orchard/maxTurns=breached", "scouts/maxTokensOut=breached"], orchard);

        // What it may start yet is shown: a subagent has no budget left.
        var usage = (await _sandbox.RunAsync("usage", Guarded.TidePool)).MustSucceed().Stdout;
        Assert.DoesNotContain("orchard/maxTurns", usage, StringComparison.Ordinal);
        Assert.Contains("scouts/maxTokensOut", usage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denied_call_that_the_transcript_does_not_hold_yet_is_not_taken_off_those_that_ran()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxToolCalls":2}}""");
        var denied = await _sandbox.HookAsync("PreToolUse", _sandbox.Transcript(Guarded.Orchard), json => (json["tool_name"], json["tool_use_id"], json["tool_input"]) = ("Bash", "toolu_to_come", new System.Text.Json.Nodes.JsonObject { ["command"] = "ls" }));
        Assert.Contains("deny", denied.Stdout, StringComparison.Ordinal);

        Assert.Equal(2, (await _sandbox.RunAsync("verify", Guarded.Orchard, "--json")).MustExit(1).Json().Number("metrics", "toolCalls"));
    }

    [Fact]
    public async Task Without_a_policy_nothing_can_be_breached() => Assert.Contains("No limit applies", (await _sandbox.RunAsync("verify", "--session", Guarded.Orchard)).MustSucceed().Stdout, StringComparison.Ordinal);

    [Fact]
    public async Task A_session_or_a_policy_that_is_not_there_is_told()
    {
        (await _sandbox.RunAsync("verify", "--session", "ffff")).MustFailSaying(2, "no session ffff");
        (await _sandbox.RunAsync("verify", "--session", Guarded.Orchard, "--policy", _sandbox.Path("none.json"))).MustFailSaying(2, "no policy file", "none.json");
        (await VerifyAsync("""{"limits":{"maxTurns":-1}}""")).MustFailSaying(2, "$.limits.maxTurns: -1 is negative");
    }
}
