using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Guard;

namespace Bursar.EndToEnd.Tests.Mcp;

/// <summary>Which session an agent means that names none.</summary>
public sealed class WhichSessionTests
{
    private const string Tool = "mcp__bursar__session_usage";

    [Fact]
    public async Task After_clear_it_is_the_new_one()
    {
        Assert.SkipUnless(TerminalClient.IsPossible, "There is no tmux.");
        var script = new Script()
            .Conversation("first", AgentTests.Calls("session_usage").Billing(input: 10, output: 100), Reply.Says("One."))
            .Conversation("second", AgentTests.Calls("session_usage").Billing(input: 10, output: 200), Reply.Says("Two."));
        await using var scenario = await StartAsync(script);
        await using (var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Client.Environment, scenario.ClientArguments(Tool)))
        {
            await ServerProcess.IsUpAsync(scenario);
            await terminal.EnterAsync(Marker.Prompt("first", "Please begin."));
            await terminal.ShowsAsync("One.");
            await terminal.EnterAsync("/clear");
            await terminal.ShowsNoMoreAsync("One.");
            await terminal.EnterAsync(Marker.Prompt("second", "Go on."));
            await terminal.ShowsAsync("Two.");
            await terminal.ExitAsync();
        }

        var (before, after) = (scenario.Bill.Named("first")[0].SessionId!, scenario.Bill.Named("second")[0].SessionId!);
        Assert.NotEqual(before, after);
        IsOwn(scenario, before, output: 100);
        IsOwn(scenario, after, output: 200);
    }

    [Fact]
    public async Task After_a_resume_it_is_the_one_that_was_resumed()
    {
        var script = new Script()
            .Conversation("first", Reply.Says("One.").Billing(input: 10, output: 100))
            .Conversation("second", AgentTests.Calls("session_usage").Billing(input: 10, output: 200), Reply.Says("Two."));
        await using var scenario = await StartAsync(script);
        var run = await scenario.AskAsync("first");

        await scenario.AskAsync("second", p => p with { Resume = run.SessionId, AllowedTools = [Tool] });

        IsOwn(scenario, run.SessionId, output: 300);
    }

    [Fact]
    public async Task After_a_fork_it_is_the_fork()
    {
        var script = new Script()
            .Conversation("first", Reply.Says("One.").Billing(input: 10, output: 100))
            .Conversation("second", AgentTests.Calls("session_usage").Billing(input: 10, output: 200), Reply.Says("Two."));
        await using var scenario = await StartAsync(script);
        var run = await scenario.AskAsync("first");

        var fork = await scenario.AskAsync("second", p => p with { Resume = run.SessionId, Fork = true, AllowedTools = [Tool] });

        Assert.NotEqual(run.SessionId, fork.SessionId);
        IsOwn(scenario, fork.SessionId, output: 200);
    }

    [Fact]
    public async Task Of_two_in_one_folder_at_once_each_gets_its_own()
    {
        // Neither asks before the other has begun.
        var begun = new CountdownEvent(2);
        Reply Asks(int output) => AgentTests.Calls("session_usage").Billing(input: 10, output: output).While(() =>
        {
            begun.Signal();
            begun.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        });
        var script = new Script()
            .Conversation("left", Asks(100), Reply.Says("Left."))
            .Conversation("right", Asks(200), Reply.Says("Right."));
        await using var scenario = await StartAsync(script);

        var runs = await Task.WhenAll(scenario.AskAsync("left", p => p with { AllowedTools = [Tool] }), scenario.AskAsync("right", p => p with { AllowedTools = [Tool] }));

        IsOwn(scenario, runs[0].SessionId, output: 100);
        IsOwn(scenario, runs[1].SessionId, output: 200);
    }

    [Fact]
    public async Task Without_hooks_it_is_the_one_that_the_client_names_and_that_is_said()
    {
        var script = new Script().Conversation("main", GuardScenario.Runs("one").Billing(input: 10, output: 100), AgentTests.Calls("session_usage"), Reply.Says("One."));
        await using var scenario = await GuardScenario.StartAsync(script, policy: null, hooks: [], GuardHooks.Servers);

        var run = await scenario.AskAsync("main", p => p with { AllowedTools = ["Bash", Tool] });

        var usage = ToolResults.Json(scenario, run.SessionId, Tool);
        Assert.Equal((run.SessionId, "environment"), ((string?)usage["session_id"], (string?)usage["session_source"]));
        Assert.InRange((int)usage["output_tokens"]!, 100, 120);
    }

    private static Task<GuardScenario> StartAsync(Script script) => GuardScenario.StartAsync(HookForm.Command, script, policy: null, servers: true);

    private static void IsOwn(GuardScenario scenario, string session, int output)
    {
        var usage = ToolResults.Json(scenario, session, Tool);
        Assert.Equal((session, "hooks", output), ((string?)usage["session_id"], (string?)usage["session_source"], (int)usage["output_tokens"]!));
    }
}
