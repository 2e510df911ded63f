using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Scenarios;

/// <summary>What subagents spend belongs to the session that started them.</summary>
public sealed class SubagentTests
{
    [Fact]
    public async Task A_subagents_usage_is_the_sessions()
    {
        await AgreesAsync(new Script()
            .Conversation("main",
                Reply.StartsAgent("scout").Billing(input: 12, output: 60, cache5m: 800),
                Reply.Says("Done.").Billing(input: 5, output: 25, cacheRead: 800))
            .Conversation("scout",
                Reply.Says("Looking.").Running("echo scout").Billing(input: 9, output: 70, cache5m: 300),
                Reply.Says("Found.").Billing(input: 4, output: 35, cacheRead: 300)));
    }

    [Fact]
    public async Task Two_subagents_at_once_are_both_counted()
    {
        await AgreesAsync(new Script()
            .Conversation("main",
                Reply.Says("Both.").Starting("left").Starting("right").Billing(input: 12, output: 60),
                Reply.Says("Done.").Billing(input: 5, output: 25))
            .Conversation("left",
                Reply.RunsBash("echo left").Billing(input: 9, output: 70, cache1h: 310),
                Reply.Says("Left.").Billing(input: 3, output: 31, cacheRead: 310))
            .Conversation("right",
                Reply.RunsBash("echo right").Billing(input: 8, output: 90, cache5m: 290),
                Reply.Says("Right.").Billing(input: 2, output: 41, cacheRead: 290)));
    }

    [Fact]
    public async Task A_subagents_own_subagent_is_counted_too()
    {
        await AgreesAsync(new Script()
            .Conversation("main",
                Reply.StartsAgent("outer").Billing(input: 12, output: 60),
                Reply.Says("Done.").Billing(input: 5, output: 25))
            .Conversation("outer",
                Reply.StartsAgent("inner").Billing(input: 9, output: 70),
                Reply.Says("Outer.").Billing(input: 4, output: 35))
            .Conversation("inner",
                Reply.RunsBash("echo inner").Billing(input: 7, output: 80, cache5m: 50),
                Reply.Says("Inner.").Billing(input: 3, output: 45, cacheRead: 50)));
    }

    [Fact]
    public async Task Each_model_of_a_session_has_its_own_price()
    {
        var script = new Script()
            .Conversation("main",
                Reply.Says("All.").Starting("cheap", model: "haiku").Starting("pinned", type: "pinned").Billing(input: 1200, output: 600, cache5m: 8000),
                Reply.Says("Done.").Billing(input: 5, output: 25, cacheRead: 8000))
            .Conversation("cheap", Reply.Says("Cheap.").Billing(input: 9000, output: 7000, cache5m: 3000) with { Model = ListPrice.Haiku })
            .Conversation("pinned", Reply.Says("Pinned.").Billing(input: 900, output: 700, cache1h: 300));
        await using var scenario = await Scenario.StartAsync(script);
        scenario.Home.WriteProjectFile(".claude/agents/pinned.md",
            $"---\nname: pinned\ndescription: Runs on a model of its own\nmodel: {ListPrice.Opus}\n---\nDo as asked.\n");

        var run = await scenario.AskAsync("main", p => p with { Model = ListPrice.Sonnet });

        Assert.Equal([ListPrice.Haiku, ListPrice.Opus, ListPrice.Sonnet], scenario.Bill.All.Select(r => r.Model).Distinct().Order());
        Truth.ClientAgrees(scenario, run);
        await Truth.BursarAgreesAsync(scenario, run.SessionId, run);
        await Truth.DailyIsTheBillAsync(scenario);
    }

    private static async Task AgreesAsync(Script script)
    {
        await using var scenario = await Scenario.StartAsync(script);

        ClientResult run = await scenario.AskAsync("main");

        Truth.ClientAgrees(scenario, run);
        await Truth.BursarAgreesAsync(scenario, run.SessionId, run);
        await Truth.DailyIsTheBillAsync(scenario);
    }
}
