using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Scenarios;

namespace Bursar.EndToEnd.Tests.Actions;

/// <summary>A prompt that the real client sends by itself, because the agent had scheduled it.</summary>
public sealed class ScheduledTests
{
    /// <summary>The client's schedules are of whole minutes, and it moves them by some seconds.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task What_a_scheduled_prompt_set_going_is_billed_under_it_and_not_under_the_user()
    {
        Assert.SkipUnless(TerminalClient.IsPossible, "There is no tmux.");
        await using var scenario = await Scenario.StartAsync(new Script()
            .Conversation("main",
                Reply.CallsTool("CronCreate", new JsonObject { ["cron"] = "* * * * *", ["prompt"] = Marker.Prompt("tick", "Look at the clock."), ["recurring"] = false }).Billing(input: 10, output: 50, cache5m: 900),
                Reply.Says("It is scheduled.").Billing(input: 6, output: 20, cacheRead: 900))
            .Conversation("tick", Reply.RunsBash("echo tick").Billing(input: 3, output: 77, cacheRead: 1000), Reply.Says("It ticked.").Billing(input: 2, output: 33, cacheRead: 1100))
            .Conversation("after", Reply.Says("As you say.").Billing(input: 4, output: 88, cacheRead: 1200)));

        await using (var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Api.Address, "--allowedTools", "Bash", "CronCreate"))
        {
            await terminal.EnterAsync(Marker.Prompt("main", "Please begin."));
            await terminal.ShowsAsync("It is scheduled.");
            await terminal.ShowsWithinAsync(MaxWait, "It ticked.");
            await terminal.EnterAsync(Marker.Prompt("after", "Go on."));
            await terminal.ShowsAsync("As you say.");
            await terminal.ExitAsync();
        }

        var actions = JsonNode.Parse((await scenario.Bursar.RunAsync("actions", "--json")).MustSucceed().Stdout)!["actions"]!.AsArray()
            .GroupBy(row => (string)row!["action_type"]!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(row => (decimal)row!["estimated_cost"]!), StringComparer.Ordinal);
        Assert.Equal(["manual", "scheduled"], actions.Keys.Order(StringComparer.Ordinal));
        Truth.SameMoney(ListPrice.Of(scenario.Bill.Conversations.Where(billed => billed.Conversation == "tick")), actions["scheduled"], "the scheduled prompt");
        Truth.SameMoney(ListPrice.Of(scenario.Bill.Conversations.Where(billed => billed.Conversation is "main" or "after")), actions["manual"], "the user's own prompts");
    }
}
