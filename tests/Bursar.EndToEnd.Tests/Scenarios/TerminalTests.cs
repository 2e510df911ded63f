using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Scenarios;

/// <summary>The client in a terminal, as people use it: titles are billed unseen, and forks name no parent.</summary>
public sealed class TerminalTests
{
    private static readonly string[] Tools = ["--allowedTools", "Bash", "Agent"];

    private static Script Talk => new Script()
        .Conversation("first",
            Reply.RunsBash("echo first").Starting("helper").Billing(input: 10, output: 50, cache5m: 900),
            Reply.Says("One.").Billing(input: 6, output: 20, cacheRead: 900))
        .Conversation("helper", Reply.Says("Helped.").Billing(input: 33, output: 22, cache1h: 44))
        .Conversation("second", Reply.Says("Two.").Billing(input: 3, output: 77, cache5m: 5, cacheRead: 1000))
        .Conversation("third", Reply.Says("Three.").Billing(input: 4, output: 88, cacheRead: 1100));

    [Fact]
    public async Task A_branch_and_its_own_branch_own_only_their_own_responses()
    {
        await using var scenario = await StartAsync();
        await using (var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Api.Address, Tools))
        {
            await SayAsync(terminal, "first", "One.");
            await terminal.EnterAsync("/branch");
            await terminal.ShowsAsync("Branched conversation");
            await SayAsync(terminal, "second", "Two.");
            await terminal.EnterAsync("/branch");
            await terminal.ShowsAsync("(Branch 2)");
            await SayAsync(terminal, "third", "Three.");
            await terminal.ExitAsync();
        }

        await EachSessionHasItsOwnBillAsync(scenario, sessions: 3);
    }

    [Fact]
    public async Task A_fork_owns_only_its_own_responses_though_nothing_in_it_names_the_original()
    {
        await using var scenario = await StartAsync();
        await TalkAsync(scenario, "first", "One.");
        var original = scenario.Bill.All[0].SessionId!;
        await TalkAsync(scenario, "second", "Two.", "--resume", original, "--fork-session");

        await EachSessionHasItsOwnBillAsync(scenario, sessions: 2);
    }

    [Fact]
    public async Task A_cleared_conversation_starts_a_session_of_its_own()
    {
        await using var scenario = await StartAsync();
        await using (var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Api.Address, Tools))
        {
            await SayAsync(terminal, "first", "One.");
            await terminal.EnterAsync("/clear");
            await terminal.ShowsNoMoreAsync("One.");
            await SayAsync(terminal, "third", "Three.");
            await terminal.ExitAsync();
        }

        await EachSessionHasItsOwnBillAsync(scenario, sessions: 2);
    }

    private static Task<Scenario> StartAsync()
    {
        Assert.SkipUnless(TerminalClient.IsPossible, "There is no tmux.");
        return Scenario.StartAsync(Talk);
    }

    private static async Task TalkAsync(Scenario scenario, string conversation, string answer, params string[] arguments)
    {
        await using var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Api.Address, [.. arguments, .. Tools]);
        await SayAsync(terminal, conversation, answer);
        await terminal.ExitAsync();
    }

    private static async Task SayAsync(TerminalClient terminal, string conversation, string answer)
    {
        await terminal.EnterAsync(Marker.Prompt(conversation, "Please begin."));
        await terminal.ShowsAsync(answer);
    }

    private static async Task EachSessionHasItsOwnBillAsync(Scenario scenario, int sessions)
    {
        Assert.Empty(scenario.Api.Faults);
        Assert.NotEmpty(scenario.Bill.Background);
        var bills = scenario.Bill.Conversations.GroupBy(r => r.SessionId!).ToList();
        Assert.Equal(sessions, bills.Count);
        foreach (var bill in bills)
        {
            Truth.IsTheBill([.. bill], await scenario.Bursar.UsageAsync(bill.Key));
        }

        await Truth.DailyIsTheBillAsync(scenario);
    }
}
