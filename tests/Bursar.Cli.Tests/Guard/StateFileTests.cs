using System.Text.Json;

namespace Bursar.Cli.Tests.Guard;

/// <summary>
/// What a hook leaves for other programs is made from sums that are kept; <c>bursar usage</c> goes through every response.
/// Both say the same, whatever the client did to its transcripts.
/// </summary>
public sealed class StateFileTests
{
    public static TheoryData<string, bool> Roots => new()
    {
        { "cli", false }, { "cli", true }, { "branch-terminal", true }, { "fork-print", false }, { "fork-print", true }, { "fork-terminal", true }, { "fork-terminal-own-first", false }, { "slow-subagent", false }, { "subagents", false },
    };

    private static Sandbox Of(string root) => Guarded.Sandbox(root == "cli" ? null : Guarded.Recorded(root));

    private static string[] Transcripts(Sandbox sandbox) =>
        [.. Directory.EnumerateFiles(Path.Combine(sandbox.Claude, "projects"), "*.jsonl", SearchOption.AllDirectories).Where(path => !path.Contains("subagents", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Id(string transcript) => Path.GetFileNameWithoutExtension(transcript);

    private static async Task<JsonElement> UsageAsync(Sandbox sandbox, string session) =>
        (await sandbox.RunAsync("usage", "--session", session, "--json", "--no-ingest")).MustSucceed().Json();

    private static async Task IsTrueAsync(Sandbox sandbox, string session)
    {
        var state = sandbox.State(session);
        Same.Contains(await UsageAsync(sandbox, session), state);
        Assert.Equal(state.Number("input_tokens") + state.Number("cache_creation_input_tokens") + state.Number("cache_read_input_tokens"), state.Number("metrics", "tokensIn"));
        Assert.Equal(state.Number("output_tokens"), state.Number("metrics", "tokensOut"));
        Assert.Equal(state.Number("cache_read_input_tokens"), state.Number("metrics", "cacheReadTokens"));
        Assert.Equal(state.Number("cache_creation_5m_tokens"), state.Number("metrics", "cacheWrite5mTokens"));
        Assert.Equal(state.Number("cache_creation_1h_tokens"), state.Number("metrics", "cacheWrite1hTokens"));
        Assert.Equal(state.Number("cost_usd"), state.Number("metrics", "costUSD"));
        Assert.Equal(state.Number("turns"), state.Number("metrics", "turns"));
        Assert.Equal(state.GetProperty("unpriced_models").GetArrayLength() == 0, state.GetProperty("metrics").GetProperty("costMeasured").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Roots))]
    public async Task The_state_of_every_session_is_its_usage_in_whatever_order_events_come(string root, bool isReversed)
    {
        using var sandbox = Of(root);
        var transcripts = Transcripts(sandbox);
        var order = isReversed ? [.. transcripts.Reverse()] : transcripts;
        foreach (var transcript in order)
        {
            await sandbox.HookAsync("PostToolBatch", transcript);
            await IsTrueAsync(sandbox, Id(transcript));
        }

        // What one session's transcript tells of another is known to that one at its next event.
        using var fresh = Of(root);
        (await fresh.RunAsync("ingest")).MustSucceed();
        foreach (var transcript in order)
        {
            await sandbox.HookAsync("Stop", transcript);
            Same.Contains(await UsageAsync(fresh, Id(transcript)), sandbox.State(Id(transcript)));
        }
    }

    [Theory]
    [InlineData("cli", Guarded.Orchard)]
    [InlineData("subagents", "8f1b25d6-039e-42d8-a8ff-3057c738914d")]
    public async Task It_keeps_up_with_a_transcript_that_grows_in_the_middle_of_lines(string root, string session)
    {
        using var sandbox = Of(root);
        var transcript = sandbox.Transcript(session);
        var files = Directory.EnumerateFiles(Path.GetDirectoryName(transcript)!, "*.jsonl", SearchOption.AllDirectories).Where(path => path.Contains(session, StringComparison.Ordinal)).ToDictionary(path => path, File.ReadAllBytes);
        for (var step = 0; step <= 6; step++)
        {
            foreach (var (path, bytes) in files)
            {
                await File.WriteAllBytesAsync(path, bytes[..(int)((long)bytes.Length * step / 6)], TestContext.Current.CancellationToken);
            }

            await sandbox.HookAsync("PostToolBatch", transcript);
            await IsTrueAsync(sandbox, session);
        }

        using var fresh = Of(root);
        (await fresh.RunAsync("ingest")).MustSucceed();
        Same.Contains(await UsageAsync(fresh, session), sandbox.State(session));
    }

    [Fact]
    public async Task What_was_spent_stays_spent_when_the_transcript_is_cut_rewritten_or_gone()
    {
        using var sandbox = Of("cli");
        var transcript = sandbox.Transcript(Guarded.Orchard);
        await sandbox.HookAsync("PostToolBatch", transcript);
        var spent = sandbox.State(Guarded.Orchard).GetProperty("metrics").GetProperty("costUSD").GetDecimal();
        Assert.True(spent > 0);

        var lines = File.ReadAllLines(transcript);
        await File.WriteAllLinesAsync(transcript, lines.Take(2), TestContext.Current.CancellationToken);
        await sandbox.HookAsync("PostToolBatch", transcript);
        Assert.Equal(spent, sandbox.State(Guarded.Orchard).Number("metrics", "costUSD"));

        await File.WriteAllTextAsync(transcript, "{\"type\":\"summary\"}\n", TestContext.Current.CancellationToken);
        await sandbox.HookAsync("PostToolBatch", transcript);
        Assert.Equal(spent, sandbox.State(Guarded.Orchard).Number("metrics", "costUSD"));

        File.Delete(transcript);
        await sandbox.HookAsync("PostToolBatch", transcript);
        Assert.Equal(spent, sandbox.State(Guarded.Orchard).Number("metrics", "costUSD"));
        await IsTrueAsync(sandbox, Guarded.Orchard);
    }

    [Fact]
    public async Task A_session_that_has_used_nothing_has_a_state_of_zeros()
    {
        using var sandbox = Of("cli");
        var transcript = Path.Combine(sandbox.Claude, "projects", "-home", "0e0e0e0e-0000-4000-8000-000000000000.jsonl");

        await sandbox.HookAsync("SessionStart", transcript, json => json["source"] = "startup");

        var state = sandbox.State(Id(transcript));
        Assert.Equal(0, state.Number("metrics", "turns") + state.Number("cost_usd") + state.Number("messages"));
        Assert.Equal("api_key", state.GetProperty("auth_mode").GetString());
    }

    [Fact]
    public async Task Another_programs_writes_into_it_change_nothing_and_are_gone_at_the_next_event()
    {
        using var sandbox = Of("cli");
        var transcript = sandbox.Transcript(Guarded.Orchard);
        await sandbox.HookAsync("PostToolBatch", transcript);
        var path = Path.Combine(sandbox.BursarHome, "sessions", Guarded.Orchard + ".json");
        var before = File.ReadAllText(path);

        await File.WriteAllTextAsync(path, before.Replace("\"costUSD\": 0", "\"costUSD\": -90", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await sandbox.HookAsync("PostToolBatch", transcript);

        await IsTrueAsync(sandbox, Guarded.Orchard);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task The_state_has_the_keys_that_are_documented()
    {
        using var sandbox = Of("cli");
        sandbox.Write("policy.json", """{"limits":{"maxSpendUSD":10}}""");
        await sandbox.HookAsync("PostToolBatch", sandbox.Transcript(Guarded.Orchard));

        var state = sandbox.State(Guarded.Orchard);
        Assert.Equal(["tokensIn", "tokensOut", "cacheReadTokens", "cacheWrite5mTokens", "cacheWrite1hTokens", "costUSD", "costMeasured", "usageSource", "turns", "toolCalls", "wallTimeSeconds", "authMode"], state.GetProperty("metrics").EnumerateObject().Select(property => property.Name));
        Assert.Equal(["name", "used", "value", "remaining", "enforcement", "advisory", "breached", "kind", "budget", "period", "file", "allowed", "advisory_reason", "basis", "usage_source"], state.GetProperty("limits")[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(10 - state.Number("cost_usd"), state.GetProperty("limits")[0].Number("remaining"));
        var documented = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "json.md"));
        Assert.All(state.EnumerateObject().Concat(state.GetProperty("metrics").EnumerateObject()).Concat(state.GetProperty("limits")[0].EnumerateObject()), property => Assert.Contains(property.Name, documented, StringComparison.Ordinal));
    }
}
