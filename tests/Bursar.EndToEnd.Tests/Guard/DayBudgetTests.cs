using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>A budget over a day is one purse for all sessions.</summary>
public abstract class DayBudgetTests(HookForm form)
{
    private const string Policy = """{"budgets":[{"name":"daily","period":"day","maxTokensOut":1000}]}""";

    [Fact]
    public async Task Three_sessions_one_after_another_share_it()
    {
        var script = new Script()
            .Conversation("first", GuardScenario.Runs("first").Billing(input: 10, output: 500), Reply.Says("One.").Billing(input: 10, output: 100))
            .Conversation("second", GuardScenario.Runs("second").Billing(input: 10, output: 600), Reply.Says("Two."))
            .Conversation("third", GuardScenario.Runs("third"), Reply.Says("Three."));
        await using var scenario = await GuardScenario.StartAsync(form, script, Policy);

        var first = await scenario.AskAsync("first");
        var second = await scenario.AskAsync("second");
        var third = await scenario.AskAsync("third");

        Assert.Equal(("One.", "hook_stopped"), (first.Text, second.Ending));
        scenario.Happened(called: ["first#0", "first#1", "second#0"], ran: ["first"]);
        scenario.HoldsTheBill(first.SessionId);
        scenario.HoldsTheBill(second.SessionId, toolCalls: 0);
        scenario.TellsOfTheStop(second.SessionId, "daily/maxTokensOut", denials: 1);
        scenario.TellsOfTheStop(third.SessionId, "daily/maxTokensOut", denials: 0);
    }

    [Fact]
    public async Task Two_sessions_side_by_side_overshoot_by_at_most_a_response_each()
    {
        static Func<int, Reply?> Steps(string name) => step => step < 20 ? GuardScenario.Runs($"{name}-{step}").Billing(input: 10, output: 150) : Reply.Says("Done.");
        var script = new Script().Conversation("left", Steps("left")).Conversation("right", Steps("right"));
        await using var scenario = await GuardScenario.StartAsync(form, script, Policy);

        var runs = await Task.WhenAll(scenario.AskAsync("left"), scenario.AskAsync("right"));

        Assert.All(runs, run => Assert.Equal("hook_stopped", run.Ending));
        Assert.InRange(scenario.Bill.Conversations.Sum(r => r.Usage.Output), 1_000, 1_000 + (2 * 150) - 1);
        // Seven responses reach the limit; the calls of the six before them ran, and none after.
        Assert.InRange(scenario.Ran.Count, 5, 6);
        Assert.Equal(scenario.Ran.Count, runs.Sum(run => scenario.State(run.SessionId).ToolCalls));
        Assert.All(runs, run => scenario.HoldsTheBill(run.SessionId, scenario.State(run.SessionId).ToolCalls));
    }
}

public sealed class DayBudgetByCommandTests() : DayBudgetTests(HookForm.Command);

public sealed class DayBudgetByMcpToolTests() : DayBudgetTests(HookForm.McpTool);
