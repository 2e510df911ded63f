using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>
/// A client that knows PostToolUse and not PostToolBatch. It says nothing after a denied call, so a session whose call was
/// denied goes on asking the model until the model gives up; that no tool runs is all that can be had.
/// </summary>
public abstract class OlderClientTests(HookForm form)
{
    [Fact]
    public async Task The_last_tool_call_allowed_ends_the_session()
    {
        var script = new Script().Conversation("main",
            GuardScenario.Runs("one").Billing(input: 10, output: 20),
            GuardScenario.Runs("two").Billing(input: 10, output: 20),
            Reply.Says("Done."));
        await using var scenario = await GuardScenario.StartAsync(form, script, """{"limits":{"maxToolCalls":2}}""", olderClient: true);

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "main#1"], ran: ["one", "two"]);
        scenario.HoldsTheBill(run.SessionId);
        scenario.TellsOfTheStop(run.SessionId, "maxToolCalls", denials: 0);
    }

    [Fact]
    public async Task A_subagent_that_crosses_is_the_last_thing_its_parent_pays_for()
    {
        var script = new Script()
            .Conversation("main", Reply.StartsAgent("scout").Billing(input: 10, output: 20), GuardScenario.Runs("never"), Reply.Says("Done."))
            .Conversation("scout", GuardScenario.Runs("one").Billing(input: 10, output: 20), Reply.Says("Found.").Billing(input: 10, output: 2_000));
        await using var scenario = await GuardScenario.StartAsync(form, script, """{"limits":{"maxTokensOut":1000}}""", olderClient: true);

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "scout#0", "scout#1"], ran: ["one"]);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 2);
        scenario.TellsOfTheStop(run.SessionId, "maxTokensOut", denials: 0);
    }

    [Fact]
    public async Task Over_the_limit_no_tool_runs_and_the_next_prompt_is_blocked()
    {
        var script = new Script()
            .Conversation("main",
                GuardScenario.Runs("one").Billing(input: 10, output: 20),
                GuardScenario.Runs("two").Billing(input: 10, output: 2_000),
                GuardScenario.Runs("three").Billing(input: 10, output: 20),
                Reply.Says("I give up."))
            .Conversation("next", Reply.Says("Never."));
        await using var scenario = await GuardScenario.StartAsync(form, script, """{"limits":{"maxTokensOut":1000}}""", olderClient: true);

        var run = await scenario.AskAsync("main");
        await scenario.AskAsync("next", p => p with { Resume = run.SessionId });

        scenario.Happened(called: ["main#0", "main#1", "main#2", "main#3"], ran: ["one"]);
        scenario.HoldsTheBill(run.SessionId);
        scenario.TellsOfTheStop(run.SessionId, "maxTokensOut", denials: 2);
    }
}

public sealed class OlderClientByCommandTests() : OlderClientTests(HookForm.Command);

public sealed class OlderClientByMcpToolTests() : OlderClientTests(HookForm.McpTool);
