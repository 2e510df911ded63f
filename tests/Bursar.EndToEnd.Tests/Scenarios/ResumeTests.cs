using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Scenarios;

/// <summary>A resumed session grows; a forked one starts a new account.</summary>
public sealed class ResumeTests
{
    private static Script ThreeConversations => new Script()
        .Conversation("first",
            Reply.Says("Here.").Running("echo first").Starting("helper").Billing(input: 10, output: 50, cache5m: 900),
            Reply.Says("One.").Billing(input: 6, output: 20, cacheRead: 900))
        .Conversation("helper", Reply.Says("Helped.").Billing(input: 33, output: 22, cache1h: 44))
        .Conversation("second",
            Reply.RunsBash("echo second").Billing(input: 7, output: 51, cacheRead: 950),
            Reply.Says("Two.").Billing(input: 5, output: 21, cacheRead: 990))
        .Conversation("third", Reply.Says("Three.").Billing(input: 3, output: 77, cache5m: 5, cacheRead: 1000));

    [Fact]
    public async Task A_resumed_session_adds_up_over_its_runs()
    {
        await using var scenario = await Scenario.StartAsync(ThreeConversations);

        var first = await scenario.AskAsync("first");
        var second = await scenario.AskAsync("second", p => p with { Resume = first.SessionId });

        Assert.Equal(first.SessionId, second.SessionId);
        Truth.ClientAgrees(scenario, first, second);
        await Truth.BursarAgreesAsync(scenario, first.SessionId, first, second);
    }

    [Fact]
    public async Task A_session_read_between_two_runs_continues_where_the_reading_stopped()
    {
        await using var scenario = await Scenario.StartAsync(ThreeConversations);

        var first = await scenario.AskAsync("first");
        await Truth.BursarAgreesAsync(scenario, first.SessionId, first);
        var second = await scenario.AskAsync("second", p => p with { Resume = first.SessionId });

        await Truth.BursarAgreesAsync(scenario, first.SessionId, first, second);
        await Truth.DailyIsTheBillAsync(scenario);
    }

    [Fact]
    public async Task A_fork_owns_only_its_own_responses()
    {
        await using var scenario = await Scenario.StartAsync(ThreeConversations);

        var (original, fork) = await ForkAsync(scenario);

        Truth.ClientAgrees(scenario, original, fork);
        await Truth.BursarAgreesAsync(scenario, fork.SessionId, fork);
        await Truth.BursarAgreesAsync(scenario, original.SessionId, original);
        await Truth.DailyIsTheBillAsync(scenario);
    }

    [Fact]
    public async Task An_original_that_was_read_before_the_fork_is_unchanged_by_it()
    {
        await using var scenario = await Scenario.StartAsync(ThreeConversations);

        var original = await scenario.AskAsync("first");
        await Truth.BursarAgreesAsync(scenario, original.SessionId, original);
        var fork = await scenario.AskAsync("second", p => p with { Resume = original.SessionId, Fork = true });

        await AllAgreeAsync(scenario, original, fork);
    }

    [Fact]
    public async Task A_fork_that_is_read_before_its_original_changes_no_figure()
    {
        await using var scenario = await Scenario.StartAsync(ThreeConversations);
        var (original, fork) = await ForkAsync(scenario);

        using (scenario.Home.Hide(original.SessionId))
        {
            (await scenario.Bursar.RunAsync("daily", "--json")).MustSucceed();
        }

        await AllAgreeAsync(scenario, original, fork);
    }

    [Fact]
    public async Task A_fork_of_a_fork_owns_only_its_own_responses_in_either_reading_order()
    {
        await using var scenario = await Scenario.StartAsync(ThreeConversations);
        var (original, fork) = await ForkAsync(scenario);
        var second = await scenario.AskAsync("third", p => p with { Resume = fork.SessionId, Fork = true });

        using (scenario.Home.Hide(original.SessionId))
        using (scenario.Home.Hide(fork.SessionId))
        {
            (await scenario.Bursar.RunAsync("daily", "--json")).MustSucceed();
        }

        await AllAgreeAsync(scenario, original, fork, second);
    }

    [Fact]
    public async Task An_original_that_goes_on_after_the_fork_keeps_what_is_its_own()
    {
        await using var scenario = await Scenario.StartAsync(ThreeConversations);
        var (original, fork) = await ForkAsync(scenario);

        var resumed = await scenario.AskAsync("third", p => p with { Resume = original.SessionId });

        Truth.ClientAgrees(scenario, original, fork, resumed);
        await Truth.BursarAgreesAsync(scenario, original.SessionId, original, resumed);
        await Truth.BursarAgreesAsync(scenario, fork.SessionId, fork);
    }

    private static async Task<(ClientResult Original, ClientResult Fork)> ForkAsync(Scenario scenario)
    {
        var original = await scenario.AskAsync("first");
        var fork = await scenario.AskAsync("second", p => p with { Resume = original.SessionId, Fork = true });
        Assert.NotEqual(original.SessionId, fork.SessionId);
        return (original, fork);
    }

    private static async Task AllAgreeAsync(Scenario scenario, params ClientResult[] sessions)
    {
        Truth.ClientAgrees(scenario, sessions);
        foreach (var session in sessions)
        {
            await Truth.BursarAgreesAsync(scenario, session.SessionId, session);
        }

        await Truth.DailyIsTheBillAsync(scenario);
    }
}
