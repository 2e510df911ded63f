using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Scenarios;

namespace Bursar.EndToEnd.Tests.Harness;

/// <summary>The harness itself: what the fake API bills is what the client says and writes down.</summary>
public sealed class RealClientTests
{
    [Fact]
    public async Task What_the_api_billed_is_what_the_client_says_it_spent()
    {
        var script = new Script()
            .Conversation("main",
                Reply.Thinks("A command and a helper.").Saying("Working.").Running("echo one").Starting("helper")
                    .Billing(input: 11, output: 101, cache5m: 600, cache1h: 400, cacheRead: 500),
                Reply.Says("Done.").Billing(input: 5, output: 33, cacheRead: 1500, webSearches: 2))
            .Conversation("helper",
                Reply.RunsBash("echo two").Billing(input: 7, output: 55, cache5m: 120),
                Reply.StartsAgent("nested").Billing(input: 6, output: 44, cacheRead: 120),
                Reply.Says("Helped.").Billing(input: 5, output: 22, cacheRead: 240))
            .Conversation("nested", Reply.Says("Deep.").Billing(input: 9, output: 8));
        await using var scenario = await Scenario.StartAsync(script);

        var run = await scenario.AskAsync("main");

        Truth.ClientAgrees(scenario, run);
        Assert.Equal("Done.", run.Text);
        Assert.Equal(6, scenario.Bill.Calls);
        Assert.All(scenario.Bill.All, r => Assert.Equal(run.SessionId, r.SessionId));
    }

    [Fact]
    public async Task Every_billed_response_stands_in_the_transcript_of_the_thread_that_asked()
    {
        var script = new Script()
            .Conversation("main", Reply.Says("Two.").Starting("left").Starting("right"), Reply.Says("Done."))
            .Conversation("left", Reply.RunsBash("echo left"), Reply.Says("Left."))
            .Conversation("right", Reply.Says("Right."));
        await using var scenario = await Scenario.StartAsync(script);

        var run = await scenario.AskAsync("main");

        var main = TranscriptLines.MessageIds(scenario.Home.Transcript(run.SessionId));
        Assert.Equal(scenario.Bill.All.Where(r => r.IsMainThread).Select(r => r.MessageId), main);
        var agents = scenario.Home.SubagentTranscripts(run.SessionId);
        Assert.Equal(2, agents.Count);
        Assert.All(agents, path =>
        {
            var agentId = Path.GetFileNameWithoutExtension(path)["agent-".Length..];
            Assert.Equal(scenario.Bill.All.Where(r => r.AgentId == agentId).Select(r => r.MessageId), TranscriptLines.MessageIds(path));
        });
    }

    [Fact]
    public async Task The_clients_num_turns_counts_user_lines_and_not_responses()
    {
        var script = new Script()
            .Conversation("main",
                Reply.RunsBash("echo one").Running("echo two"),
                Reply.CallsTool("Skill", new() { ["skill"] = "tally" }),
                Reply.StartsAgent("helper"),
                Reply.Says("Done."))
            .Conversation("helper", Reply.RunsBash("echo three"), Reply.Says("Helped."));
        await using var scenario = await Scenario.StartAsync(script);
        scenario.Home.WriteProjectFile(".claude/skills/tally/SKILL.md", "---\nname: tally\ndescription: Tallies\n---\nTally.\n");

        var run = await scenario.AskAsync("main");

        var lines = TranscriptLines.Read(scenario.Home.Transcript(run.SessionId));
        Assert.Equal(6, lines.Count(l => (string?)l["type"] == "user"));
        Assert.Equal(6, run.NumTurns);
        Assert.Equal(4, scenario.Bill.All.Count(r => r.IsMainThread));
    }
}
