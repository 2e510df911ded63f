using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Scenarios;

namespace Bursar.EndToEnd.Tests.Actions;

/// <summary>The real client calls skills, types commands, nests subagents and uses an MCP tool; every action's cost is what the API billed under it.</summary>
public sealed class ActionTests
{
    private static readonly string PurseServer = Path.Combine(AppContext.BaseDirectory, "Scenarios", "purse-server");

    [Fact]
    public async Task Every_action_costs_what_was_billed_under_it()
    {
        await using var scenario = await Scenario.StartAsync(Script());
        scenario.Home.WriteProjectFile(".claude/skills/tally/SKILL.md", "---\nname: tally\ndescription: Tallies things\n---\nTally what you find.\n");
        scenario.Home.WriteProjectFile(".claude/skills/weigh/SKILL.md", "---\nname: weigh\ndescription: Weighs things\n---\nWeigh what you find. $ARGUMENTS\n");
        scenario.Home.WriteProjectFile(".claude/commands/note.md", "Note it. $ARGUMENTS\n");
        var servers = new JsonObject { ["mcpServers"] = new JsonObject { ["purse"] = new JsonObject { ["command"] = PurseServer } } };

        var first = await scenario.AskAsync("main", p => p with { McpConfig = servers, AllowedTools = ["Bash", "Agent", "Skill", "mcp__purse__check"] });
        ClientResult[] runs =
        [
            first,
            await scenario.AskAsync("more", p => p with { Resume = first.SessionId }),
            await scenario.Client.RunAsync(new ClientPrompt("/weigh " + Marker.Prompt("typed", "Please.")) { Resume = first.SessionId }),
            await scenario.Client.RunAsync(new ClientPrompt("/note " + Marker.Prompt("command", "Please.")) { Resume = first.SessionId }),
        ];

        Truth.ClientAgrees(scenario, runs);
        var stamped = await ActionsAsync(scenario, "stamped");
        Same(scenario, stamped, new()
        {
            ["manual"] = ["main#0", "main#1", "more#0", "more#1"],
            ["skill:tally"] = ["main#2", "main#3", "main#4", "outer#0", "outer#1", "outer#2", "inner#0", "inner#1"],
            ["skill:weigh"] = ["main#5", "typed#0", "typed#1"],
            ["skill:note"] = ["command#0"],
        });
        var own = await ActionsAsync(scenario, "own");
        Same(scenario, own, new()
        {
            ["manual"] = ["main#0", "main#1", "more#0", "more#1"],
            ["skill:tally"] = ["main#2", "main#3", "main#4"],
            ["skill:weigh"] = ["main#5", "typed#0", "typed#1", "outer#1", "outer#2"],
            ["agent:general-purpose"] = ["outer#0", "inner#0", "inner#1"],
            ["skill:note"] = ["command#0"],
        });
        Same(scenario, await ToolsAsync(scenario), new()
        {
            ["Skill"] = ["main#2", "main#5", "outer#1"],
            ["Bash"] = ["main#1", "inner#1", "more#1", "typed#1"],
            ["Agent"] = ["main#3", "outer#2"],
            ["mcp__purse__check"] = ["main#4"],
            ["-"] = ["main#0", "outer#0", "inner#0", "more#0", "typed#0", "command#0"],
        });

        var tree = JsonNode.Parse((await scenario.Bursar.RunAsync("tree", "--session", first.SessionId, "--json")).MustSucceed().Stdout)!["tree"]!;
        var tally = Child(tree, "skill", "tally");
        var outer = Child(tally, "agent", "general-purpose");
        var inner = Child(Child(outer, "skill", "weigh"), "agent", "general-purpose");
        Truth.SameMoney(Billed(scenario, ["inner#0", "inner#1"]), Cost(inner, "whole"), "the inner subagent");
        Truth.SameMoney(Billed(scenario, ["outer#0", "outer#1", "outer#2", "inner#0", "inner#1"]), Cost(outer, "whole"), "the outer subagent with all below");
        Truth.SameMoney(Billed(scenario, ["main#2", "main#3", "main#4"]), Cost(tally, "own"), "the skill's own work");
        Truth.SameMoney(runs.Sum(run => run.TotalCostUsd) - ListPrice.Of(scenario.Bill.Background), Cost(tree, "whole"), "the tree against the client's own total");
    }

    [Fact]
    public async Task What_a_background_subagents_end_sets_going_is_no_scheduled_prompt()
    {
        await using var scenario = await Scenario.StartAsync(new Script()
            .Conversation("main", step => step == 0 ? new Reply().Starting("late", inBackground: true).Billing(input: 7, output: 80) : Reply.Says("Waiting.").Billing(input: 3, output: 45))
            .Conversation("late", Reply.RunsBash("echo late").Billing(input: 9, output: 80, cache5m: 50), Reply.Says("Late.").Billing(input: 3, output: 45, cacheRead: 50)));
        await scenario.AskAsync("main");

        var own = await ActionsAsync(scenario, "own");

        Assert.Equal(["agent:general-purpose", "manual"], own.Keys.Order(StringComparer.Ordinal));
        Truth.SameMoney(Billed(scenario, ["late#0", "late#1"]), own["agent:general-purpose"], "the background subagent");
    }

    private static Script Script() => new Script()
        .Conversation("main",
            Reply.RunsBash("echo before").Billing(input: 11, output: 101),
            Reply.CallsTool("Skill", new() { ["skill"] = "tally" }).Billing(input: 14, output: 64, cache5m: 400),
            Reply.StartsAgent("outer").Billing(input: 8, output: 44, cacheRead: 400),
            Reply.CallsTool("mcp__purse__check", []).Billing(input: 9, output: 53, cacheRead: 410),
            Reply.CallsTool("Skill", new() { ["skill"] = "weigh" }).Billing(input: 15, output: 67, cache1h: 420),
            Reply.Says("Tallied.").Billing(input: 6, output: 24, cacheRead: 430))
        .Conversation("outer",
            Reply.CallsTool("Skill", new() { ["skill"] = "weigh" }).Billing(input: 19, output: 71),
            Reply.StartsAgent("inner").Billing(input: 21, output: 73),
            Reply.Says("Outer.").Billing(input: 4, output: 35))
        .Conversation("inner",
            Reply.RunsBash("echo inner").Billing(input: 7, output: 80, cache5m: 50),
            Reply.Says("Inner.").Billing(input: 3, output: 45, cacheRead: 51))
        .Conversation("more",
            Reply.RunsBash("echo more").Billing(input: 17, output: 81, cache5m: 52),
            Reply.Says("More.").Billing(input: 5, output: 46, cacheRead: 53))
        .Conversation("typed",
            Reply.RunsBash("echo typed").Billing(input: 27, output: 82, cache5m: 54),
            Reply.Says("Typed.").Billing(input: 29, output: 47, cacheRead: 55))
        .Conversation("command", Reply.Says("Noted.").Billing(input: 31, output: 48, cacheRead: 56));

    private static async Task<Dictionary<string, decimal>> ActionsAsync(Scenario scenario, string view)
    {
        var json = JsonNode.Parse((await scenario.Bursar.RunAsync("actions", "--view", view, "--json")).MustSucceed().Stdout)!;
        var actions = json["actions"]!.AsArray().GroupBy(row => row!["action_name"] is { } name ? $"{row["action_type"]}:{name}" : (string)row["action_type"]!)
            .ToDictionary(group => group.Key, group => group.Sum(row => (decimal)row!["estimated_cost"]!), StringComparer.Ordinal);
        Assert.Equal((decimal)json["totals"]!["estimated_cost"]!, actions.Values.Sum());
        return actions;
    }

    private static async Task<Dictionary<string, decimal>> ToolsAsync(Scenario scenario) =>
        JsonNode.Parse((await scenario.Bursar.RunAsync("report", "--by", "tool", "--json")).MustSucceed().Stdout)!["rows"]!.AsArray()
            .ToDictionary(row => (string?)row!["tool"] ?? "-", row => (decimal)row!["totalCost"]!, StringComparer.Ordinal);

    private static void Same(Scenario scenario, Dictionary<string, decimal> actions, Dictionary<string, string[]> expected)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actions.Keys.Order(StringComparer.Ordinal));
        foreach (var (action, steps) in expected)
        {
            Truth.SameMoney(Billed(scenario, steps), actions[action], action);
        }
    }

    private static decimal Billed(Scenario scenario, string[] steps)
    {
        var billed = scenario.Bill.Conversations.Where(r => steps.Contains($"{r.Conversation}#{r.Step}")).ToList();
        Assert.Equal(steps.Length, billed.Count);
        return ListPrice.Of(billed);
    }

    private static JsonNode Child(JsonNode node, string type, string name) =>
        Assert.Single(node["children"]!.AsArray(), child => (string?)child!["type"] == type && (string?)child["name"] == name)!;

    private static decimal Cost(JsonNode node, string which) => (decimal)node[which]!["cost_usd"]!;
}
