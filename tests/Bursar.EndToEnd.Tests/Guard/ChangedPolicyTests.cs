using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.Ledger.Guarding;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>A policy that breaks stops everything; one that goes or is loosened in mid-session holds until a human confirms.</summary>
public abstract class ChangedPolicyTests(HookForm form)
{
    private const string Policy = """{"limits":{"maxTokensOut":1000}}""";

    [Fact]
    public async Task A_broken_policy_lets_no_prompt_through_and_says_what_is_wrong_with_it()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work(), """{"limits":{"maxSpendUSD":-1}}""");

        var run = await scenario.AskAsync("main");

        scenario.Happened(called: [], ran: []);
        var reason = Assert.Single(scenario.Journal(JournalKind.Stop, run.SessionId));
        Assert.Contains($"{scenario.PolicyFile}: $.limits.maxSpendUSD: -1 is negative", reason, StringComparison.Ordinal);
        Assert.Contains($"{scenario.PolicyFile}: $.limits.maxSpendUSD: -1 is negative", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_policy_need_only_be_mended()
    {
        const string Session = "00000000-0000-4000-8000-000000000001";
        await using var scenario = await GuardScenario.StartAsync(form, Work(), "{");
        var blocked = await scenario.HookAsync("UserPromptSubmit", Session);
        await File.WriteAllTextAsync(scenario.PolicyFile, Policy, TestContext.Current.CancellationToken);

        var next = await scenario.HookAsync("UserPromptSubmit", Session);

        Assert.Contains("\"decision\":\"block\"", blocked.Stdout, StringComparison.Ordinal);
        Assert.Equal(("", ""), (next.Stdout, next.Stderr));
    }

    [Fact]
    public async Task A_policy_that_breaks_in_mid_session_stops_it()
    {
        await StopsAsync(scenario => File.WriteAllText(scenario.PolicyFile, "{"), crossing: 20, "not valid JSON");
    }

    [Fact]
    public async Task A_policy_that_disappears_in_mid_session_still_holds()
    {
        await StopsAsync(scenario => File.Delete(scenario.PolicyFile), crossing: 5_000, "5,020 output tokens of its limit of 1,000 output tokens");
    }

    [Fact]
    public async Task A_policy_that_is_loosened_in_mid_session_still_holds()
    {
        await StopsAsync(scenario => File.WriteAllText(scenario.PolicyFile, """{"limits":{"maxTokensOut":100000}}"""), crossing: 5_000, "5,020 output tokens of its limit of 1,000 output tokens");
    }

    [Fact]
    public async Task A_policy_that_is_tightened_in_mid_session_holds_at_once()
    {
        await StopsAsync(scenario => File.WriteAllText(scenario.PolicyFile, """{"limits":{"maxTokensOut":30}}"""), crossing: 20, "40 output tokens of its limit of 30 output tokens");
    }

    private async Task StopsAsync(Action<GuardScenario> change, long crossing, string reason)
    {
        GuardScenario? scenario = null;
        await using var started = scenario = await GuardScenario.StartAsync(form, Work(crossing, () => change(scenario!)), Policy);

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "main#1"], ran: ["one"]);
        Assert.Contains(reason, Assert.Single(scenario.Journal(JournalKind.Denial, run.SessionId)), StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Single(scenario.Journal(JournalKind.Stop, run.SessionId)), StringComparison.Ordinal);
    }

    private static Script Work(long crossing = 20, Action? meanwhile = null) => new Script().Conversation("main",
        GuardScenario.Runs("one").Billing(input: 10, output: 20),
        GuardScenario.Runs("two").Billing(input: 10, output: crossing).While(meanwhile ?? (() => { })),
        Reply.Says("Done.").Billing(input: 10, output: 20));
}

public sealed class ChangedPolicyByCommandTests() : ChangedPolicyTests(HookForm.Command);

public sealed class ChangedPolicyByMcpToolTests() : ChangedPolicyTests(HookForm.McpTool);
