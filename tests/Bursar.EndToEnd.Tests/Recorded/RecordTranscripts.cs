using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Scenarios;

namespace Bursar.EndToEnd.Tests.Recorded;

/// <summary>Writes tests/fixtures anew. Runs only when asked for by name; see its README.</summary>
public sealed class RecordTranscripts
{
    private static Script Talk => new Script()
        .Conversation("first",
            Reply.Says("Working.").Running("echo first").Starting("helper").Billing(input: 10, output: 50, cache5m: 900),
            Reply.Says("One.").Billing(input: 6, output: 20, cacheRead: 900))
        .Conversation("helper",
            Reply.StartsAgent("nested").Billing(input: 31, output: 41, cache1h: 51),
            Reply.Says("Helped.").Billing(input: 32, output: 42, cacheRead: 51))
        .Conversation("nested", Reply.Says("Deep.").Billing(input: 33, output: 43))
        .Conversation("second",
            Reply.RunsBash("echo second").Billing(input: 7, output: 51, cacheRead: 950),
            Reply.Says("Two.").Billing(input: 5, output: 21, cacheRead: 990))
        .Conversation("third", Reply.Says("Three.").Billing(input: 3, output: 77, cache5m: 5, cacheRead: 1000));

    [Fact(Explicit = true)]
    public async Task Subagents()
    {
        await using var scenario = await Scenario.StartAsync(Talk);
        await scenario.AskAsync("first");
        Recording.Save("subagents", scenario.Home, scenario.Bill);
    }

    [Fact(Explicit = true)]
    public async Task A_subagent_without_final_usage()
    {
        ClientHome? home = null;
        var script = new Script()
            .Conversation("main", Reply.StartsAgent("slow").Billing(input: 10, output: 50), Reply.Says("Done.").Billing(input: 5, output: 25))
            .Conversation("slow", step => (step == 0
                ? Reply.RunsBash("echo slow").Billing(input: 20, output: 4000, cache5m: 300)
                : Reply.Says("Slow.").Billing(input: 30, output: 5000, cacheRead: 300)) with
            { BeforeFinalUsage = billed => home!.WrittenAsync(billed.MessageId) });
        await using var scenario = await Scenario.StartAsync(script);
        home = scenario.Home;
        await scenario.AskAsync("main");
        Recording.Save("slow-subagent", scenario.Home, scenario.Bill);
    }

    [Fact(Explicit = true)]
    public async Task A_fork_in_print_mode()
    {
        await using var scenario = await Scenario.StartAsync(Talk);
        var original = await scenario.AskAsync("first");
        await scenario.AskAsync("second", p => p with { Resume = original.SessionId, Fork = true });
        await scenario.AskAsync("third", p => p with { Resume = original.SessionId });
        Recording.Save("fork-print", scenario.Home, scenario.Bill);
    }

    [Fact(Explicit = true)]
    public async Task A_fork_in_a_terminal()
    {
        await using var scenario = await Scenario.StartAsync(Talk);
        await TalkAsync(scenario, "first", "One.");
        var original = scenario.Bill.All[0].SessionId!;
        await TalkAsync(scenario, "third", "Three.", "--resume", original, "--fork-session");
        Recording.Save("fork-terminal", scenario.Home, scenario.Bill);
    }

    [Fact(Explicit = true)]
    public async Task A_branch_of_a_branch_in_a_terminal()
    {
        await using var scenario = await Scenario.StartAsync(Talk);
        await using (var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Api.Address, "--allowedTools", "Bash", "Agent"))
        {
            await terminal.EnterAsync(Marker.Prompt("first", "Please begin."));
            await terminal.ShowsAsync("One.");
            await terminal.EnterAsync("/branch");
            await terminal.ShowsAsync("Branched conversation");
            await terminal.EnterAsync(Marker.Prompt("second", "Please begin."));
            await terminal.ShowsAsync("Two.");
            await terminal.EnterAsync("/branch");
            await terminal.ShowsAsync("(Branch 2)");
            await terminal.EnterAsync(Marker.Prompt("third", "Please begin."));
            await terminal.ShowsAsync("Three.");
            await terminal.ExitAsync();
        }

        Recording.Save("branch-terminal", scenario.Home, scenario.Bill);
    }

    /// <summary>What the client writes to a status line; paths and ids that differ from run to run are made neutral.</summary>
    [Fact(Explicit = true)]
    public async Task Status_lines()
    {
        await using var scenario = await Scenario.StartAsync(Talk);
        var seen = Path.Combine(scenario.Home.Home, "seen");
        var settings = new JsonObject { ["statusLine"] = new JsonObject { ["type"] = "command", ["command"] = $"tee -a {seen}; echo >> {seen}" } };
        await using (var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Api.Address, "--settings", settings.ToJsonString(), "--allowedTools", "Bash", "Agent"))
        {
            await terminal.EnterAsync(Marker.Prompt("third", "Please begin."));
            await terminal.ShowsAsync("Three.");
            await terminal.ExitAsync();
        }

        Recording.SaveStatusLine(scenario.Home, (await File.ReadAllLinesAsync(seen, TestContext.Current.CancellationToken)).Last(line => line.Length > 0));
    }

    private static async Task TalkAsync(Scenario scenario, string conversation, string answer, params string[] arguments)
    {
        await using var terminal = await TerminalClient.StartAsync(
            scenario.Home, scenario.Api.Address, [.. arguments, "--allowedTools", "Bash", "Agent"]);
        await terminal.EnterAsync(Marker.Prompt(conversation, "Please begin."));
        await terminal.ShowsAsync(answer);
        await terminal.ExitAsync();
    }
}
