using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>A limit crossed by subagents stops them and the session that started them.</summary>
public abstract class SubagentLimitTests(HookForm form)
{
    /// <summary>The first response of each agent leaves room, the second crosses.</summary>
    private const string Policy = """{"limits":{"maxTokensOut":1000}}""";

    [Theory]
    [InlineData("""{"limits":{"maxSpendUSD":0.025}}""", "maxSpendUSD")]
    [InlineData("""{"limits":{"maxTokensIn":600}}""", "maxTokensIn")]
    [InlineData(Policy, "maxTokensOut")]
    public async Task A_subagent_that_crosses_runs_nothing_more_and_its_parent_makes_no_call(string policy, string limit)
    {
        var script = new Script()
            .Conversation("main", Reply.StartsAgent("scout").Billing(input: 10, output: 20), GuardScenario.Runs("never").Billing(input: 5), Reply.Says("Done."))
            .Conversation("scout",
                GuardScenario.Runs("one").Billing(input: 10, output: 20),
                GuardScenario.Runs("two").Billing(input: 400, output: 980, cache5m: 200),
                GuardScenario.Runs("three").Billing(input: 5),
                Reply.Says("Found."));
        await using var scenario = await GuardScenario.StartAsync(form, script, policy);

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "scout#0", "scout#1"], ran: ["one"]);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 2);
        scenario.TellsOfTheStop(run.SessionId, limit, denials: 1, stops: 2);
    }

    [Fact]
    public async Task A_subagent_whose_last_words_cross_is_the_last_thing_the_session_pays_for()
    {
        var script = new Script()
            .Conversation("main", Reply.StartsAgent("scout").Billing(input: 10, output: 20), GuardScenario.Runs("never"), Reply.Says("Done."))
            .Conversation("scout",
                GuardScenario.Runs("one").Billing(input: 10, output: 20),
                Reply.Says("Found.").Billing(input: 5, output: 5_000));
        await using var scenario = await GuardScenario.StartAsync(form, script, Policy);

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "scout#0", "scout#1"], ran: ["one"]);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 2);
        scenario.TellsOfTheStop(run.SessionId, "maxTokensOut", denials: 0);
    }

    [Fact]
    public async Task A_nested_subagent_stops_everything_above_it()
    {
        var script = new Script()
            .Conversation("main", Reply.StartsAgent("outer").Billing(output: 20), GuardScenario.Runs("never"), Reply.Says("Done."))
            .Conversation("outer", Reply.StartsAgent("inner").Billing(output: 20), GuardScenario.Runs("neither"), Reply.Says("Outer."))
            .Conversation("inner",
                GuardScenario.Runs("one").Billing(output: 20),
                GuardScenario.Runs("two").Billing(output: 5_000),
                Reply.Says("Inner."));
        await using var scenario = await GuardScenario.StartAsync(form, script, Policy);

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "outer#0", "inner#0", "inner#1"], ran: ["one"]);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 3);
        scenario.TellsOfTheStop(run.SessionId, "maxTokensOut", denials: 1, stops: 3);
    }

    [Fact]
    public async Task Three_subagents_at_once_cross_together_and_overshoot_by_at_most_a_response_each()
    {
        string[] names = ["left", "middle", "right"];
        var script = new Script().Conversation("main",
            Reply.StartsAgent("left").Starting("middle").Starting("right").Billing(output: 100), GuardScenario.Runs("never"), Reply.Says("Done."));
        foreach (var name in names)
        {
            // Each of them stays below the limit on its own: 100 for the start, and 250 a step.
            script.Conversation(name, step => step < 20 ? GuardScenario.Runs($"{name}-{step}").Billing(output: 250) : Reply.Says("Found."));
        }

        await using var scenario = await GuardScenario.StartAsync(form, script, Policy);

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        Assert.Empty(scenario.Api.Faults);
        var used = scenario.Bill.Of(run.SessionId).Sum(r => r.Usage.Output);
        Assert.InRange(used, 1_000, 1_000 + (3 * 250) - 1);
        Assert.Single(scenario.Bill.Named("main"));
        // Those of four responses at most ran before the limit was reached, none after.
        Assert.InRange(scenario.Ran.Count, 1, 3);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 3 + scenario.Ran.Count);
    }

    [Fact]
    public async Task A_subagent_in_the_background_is_stopped_and_its_end_wakes_nobody()
    {
        var script = new Script()
            .Conversation("main", new Reply().Starting("scout", inBackground: true).Billing(output: 100), Reply.Says("Meanwhile.").Billing(output: 20), Reply.Says("Woken."))
            .Conversation("scout", step => GuardScenario.Runs($"scout-{step}").Billing(output: 300));
        await using var scenario = await GuardScenario.StartAsync(form, script, Policy);

        var run = await scenario.AskAsync("main");

        Assert.Empty(scenario.Api.Faults);
        Assert.Equal(["main#0", "main#1", "scout#0", "scout#1", "scout#2"], scenario.Called.Order(StringComparer.Ordinal));
        Assert.Equal(["scout-0", "scout-1"], scenario.Ran);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 3);
        // The subagent, and the prompt by which the client would tell the session of its end.
        scenario.TellsOfTheStop(run.SessionId, "maxTokensOut", denials: 1, stops: 2);
    }
}

public sealed class SubagentLimitByCommandTests() : SubagentLimitTests(HookForm.Command);

public sealed class SubagentLimitByMcpToolTests() : SubagentLimitTests(HookForm.McpTool);
