using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Scenarios;

/// <summary>Tools that leave their name on the lines after them change no sum.</summary>
public sealed class ToolTests
{
    private static readonly string PurseServer = Path.Combine(AppContext.BaseDirectory, "Scenarios", "purse-server");

    [Fact]
    public async Task A_skills_responses_are_counted_once()
    {
        var script = new Script().Conversation("main",
            Reply.CallsTool("Skill", new() { ["skill"] = "tally" }).Billing(input: 14, output: 64, cache5m: 400),
            Reply.RunsBash("echo tally").Billing(input: 8, output: 44, cacheRead: 400),
            Reply.Says("Tallied.").Billing(input: 6, output: 24, cacheRead: 400));
        await using var scenario = await Scenario.StartAsync(script);
        scenario.Home.WriteProjectFile(".claude/skills/tally/SKILL.md",
            "---\nname: tally\ndescription: Tallies things\n---\nTally what you find.\n");

        var run = await scenario.AskAsync("main");

        Assert.Contains("tally", Stamps(scenario, run, "attributionSkill"));
        Truth.ClientAgrees(scenario, run);
        await Truth.BursarAgreesAsync(scenario, run.SessionId, run);
    }

    [Fact]
    public async Task An_mcp_tools_responses_are_counted_once()
    {
        var script = new Script().Conversation("main",
            Reply.CallsTool("mcp__purse__check", []).Billing(input: 14, output: 64),
            Reply.Says("Checked.").Billing(input: 6, output: 24));
        await using var scenario = await Scenario.StartAsync(script);
        var servers = new JsonObject
        {
            ["mcpServers"] = new JsonObject { ["purse"] = new JsonObject { ["command"] = PurseServer } },
        };

        var run = await scenario.AskAsync("main", p => p with { McpConfig = servers, AllowedTools = ["mcp__purse__check"] });

        Assert.Contains("purse", Stamps(scenario, run, "attributionMcpServer"));
        Truth.ClientAgrees(scenario, run);
        await Truth.BursarAgreesAsync(scenario, run.SessionId, run);
    }

    private static IEnumerable<string?> Stamps(Scenario scenario, ClientResult run, string field) =>
        TranscriptLines.Read(scenario.Home.Transcript(run.SessionId)).Select(line => (string?)line[field]);
}
