using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.Ledger.Guarding;
using Bursar.Policy;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>A session's limits go with it through resumes; a fork is a session of its own.</summary>
public abstract class ResumedSessionTests(HookForm form)
{
    private const string Policy = """{"limits":{"maxTokensOut":1000}}""";

    private static Script Work => new Script()
        .Conversation("first", GuardScenario.Runs("first").Billing(input: 10, output: 500), Reply.Says("One.").Billing(input: 10, output: 400))
        .Conversation("second", GuardScenario.Runs("second").Billing(input: 10, output: 500), Reply.Says("Two.").Billing(input: 10, output: 400))
        .Conversation("again", GuardScenario.Runs("again").Billing(input: 10, output: 100), Reply.Says("Again.").Billing(input: 10, output: 50))
        .Conversation("third", GuardScenario.Runs("third").Billing(input: 10, output: 500), Reply.Says("Three."));

    [Fact]
    public async Task A_resumed_session_goes_on_from_what_it_used_before()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy);

        var first = await scenario.AskAsync("first");
        var second = await scenario.AskAsync("second", p => p with { Resume = first.SessionId });

        Assert.Equal(("One.", "hook_stopped"), (first.Text, second.Ending));
        scenario.Happened(called: ["first#0", "first#1", "second#0"], ran: ["first"]);
        scenario.HoldsTheBill(first.SessionId);
        scenario.TellsOfTheStop(first.SessionId, "maxTokensOut", denials: 1);
    }

    [Fact]
    public async Task A_session_that_is_over_its_limit_pays_for_nothing_when_it_is_resumed()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy);
        var first = await scenario.AskAsync("first");
        await scenario.AskAsync("second", p => p with { Resume = first.SessionId });
        var paid = scenario.Bill.Calls;

        var third = await scenario.AskAsync("third", p => p with { Resume = first.SessionId });

        Assert.Equal(paid, scenario.Bill.Calls);
        scenario.Happened(called: ["first#0", "first#1", "second#0"], ran: ["first"]);
        scenario.HoldsTheBill(third.SessionId);
        scenario.TellsOfTheStop(first.SessionId, "maxTokensOut", denials: 1, stops: 2);
    }

    [Fact]
    public async Task A_fork_starts_from_zero_and_leaves_its_original_where_it_was()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy);

        var original = await scenario.AskAsync("first");
        var fork = await scenario.AskAsync("second", p => p with { Resume = original.SessionId, Fork = true });

        Assert.NotEqual(original.SessionId, fork.SessionId);
        Assert.Equal("Two.", fork.Text);
        scenario.Happened(called: ["first#0", "first#1", "second#0", "second#1"], ran: ["first", "second"]);
        scenario.HoldsTheBill(original.SessionId, toolCalls: 1);
        scenario.HoldsTheBill(fork.SessionId, toolCalls: 1);
        Assert.Empty(scenario.Journal());
    }

    [Fact]
    public async Task What_a_human_allowed_on_top_is_spent_and_then_the_session_stops_again()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy);
        var first = await scenario.AskAsync("first");
        await scenario.AskAsync("second", p => p with { Resume = first.SessionId });

        scenario.Allow(first.SessionId, LimitKind.TokensOut, 1_000);
        var again = await scenario.AskAsync("again", p => p with { Resume = first.SessionId });
        var third = await scenario.AskAsync("third", p => p with { Resume = first.SessionId });

        // 1,400 before and 150 now leave room below 1,000 + 1,000; 500 more do not.
        Assert.Equal(("Again.", "hook_stopped"), (again.Text, third.Ending));
        scenario.Happened(called: ["first#0", "first#1", "second#0", "again#0", "again#1", "third#0"], ran: ["first", "again"]);
        var state = scenario.HoldsTheBill(first.SessionId);
        Assert.Equal((2_000, 1_000, true), ((int?)state.Limit("maxTokensOut")["value"], (int?)state.Limit("maxTokensOut")["allowed"], (bool?)state.Limit("maxTokensOut")["breached"]));
        Assert.Contains("1,000 output tokens allowed on top", scenario.Journal(JournalKind.Stop)[^1], StringComparison.Ordinal);
    }
}

public sealed class ResumedSessionByCommandTests() : ResumedSessionTests(HookForm.Command);

public sealed class ResumedSessionByMcpToolTests() : ResumedSessionTests(HookForm.McpTool);
