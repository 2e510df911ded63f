using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.Ledger.Guarding;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>What does not stop a session is told: at the end, or once for each threshold.</summary>
public abstract class TellingTests(HookForm form)
{
    [Fact]
    public async Task A_limit_judged_at_the_end_stops_nothing_and_is_told_when_the_turn_is_over()
    {
        var script = new Script()
            .Conversation("main",
                Reply.StartsAgent("scout").Billing(input: 10, output: 300),
                GuardScenario.Runs("one").Billing(input: 10, output: 300),
                Reply.Says("Done.").Billing(input: 10, output: 300))
            .Conversation("scout", GuardScenario.Runs("scout").Billing(input: 10, output: 20), Reply.Says("Found.").Billing(input: 10, output: 20));
        await using var scenario = await GuardScenario.StartAsync(form, script, """{"limits":{"enforcement":"post-hoc","maxTokensOut":900,"maxTurns":100}}""");

        var run = await scenario.AskAsync("main", p => p with { Streams = true });

        Assert.Equal("Done.", run.Text);
        scenario.Happened(called: ["main#0", "scout#0", "scout#1", "main#1", "main#2"], ran: ["scout", "one"]);
        Assert.Equal(["maxTokensOut"], scenario.HoldsTheBill(run.SessionId, toolCalls: 3).Breached);
        var told = $"Bursar: this session has used 940 output tokens of its limit of 900 output tokens (maxTokensOut in {scenario.PolicyFile}; judged at the end).";
        Assert.Equal([told], run.Messages);
        Assert.Equal([$"Stop: {told}"], scenario.Journal(JournalKind.Warning));
    }

    [Fact]
    public async Task Each_threshold_is_told_once_when_it_is_passed()
    {
        var script = new Script().Conversation("main",
            GuardScenario.Runs("one").Billing(input: 10, output: 300),
            GuardScenario.Runs("two").Billing(input: 10, output: 300),
            GuardScenario.Runs("three").Billing(input: 10, output: 100),
            GuardScenario.Runs("four").Billing(input: 10, output: 200),
            Reply.Says("Done.").Billing(input: 10, output: 20));
        await using var scenario = await GuardScenario.StartAsync(form, script, """{"limits":{"maxTokensOut":1000,"warnAt":[0.5,0.8]}}""");

        var run = await scenario.AskAsync("main", p => p with { Streams = true });

        Assert.Equal("Done.", run.Text);
        scenario.HoldsTheBill(run.SessionId);
        string[] told = [Warning(scenario, "50%", "600"), Warning(scenario, "80%", "900")];
        Assert.Equal(told, run.Messages);
        Assert.Equal(told.Select(text => $"PreToolUse: {text}"), scenario.Journal(JournalKind.Warning));
    }

    [Fact]
    public async Task Two_thresholds_passed_by_one_response_are_one_warning()
    {
        var script = new Script().Conversation("main",
            GuardScenario.Runs("one").Billing(input: 10, output: 900),
            Reply.Says("Done.").Billing(input: 10, output: 20));
        await using var scenario = await GuardScenario.StartAsync(form, script, """{"limits":{"maxTokensOut":1000,"warnAt":[0.5,0.8]}}""");

        var run = await scenario.AskAsync("main", p => p with { Streams = true });

        Assert.Equal([Warning(scenario, "80%", "900")], run.Messages);
    }

    private static string Warning(GuardScenario scenario, string share, string used) =>
        $"Bursar: {share} of this session's limit of 1,000 output tokens is used ({used} output tokens so far; maxTokensOut in {scenario.PolicyFile}).";
}

public sealed class TellingByCommandTests() : TellingTests(HookForm.Command);

public sealed class TellingByMcpToolTests() : TellingTests(HookForm.McpTool);
