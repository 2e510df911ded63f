using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Guard;
using Bursar.Ledger.Guarding;

namespace Bursar.EndToEnd.Tests.Mcp;

/// <summary>Tools are asked about by the MCP server, and that is killed in mid-session: the hooks that start a program stand in.</summary>
public sealed class KilledServerTests
{
    [Fact]
    public async Task The_limit_still_stops_the_session_before_its_next_model_call_and_the_user_is_told()
    {
        GuardScenario? scenario = null;
        var script = Work(() => ServerProcess.Kill(scenario!), crossing: 2_000);
        await using var started = scenario = await GuardScenario.StartAsync(HookForm.McpTool, script, """{"limits":{"maxTokensOut":1000}}""");

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        // The call that crossed has run: nobody was there to ask. No model call was made after it.
        scenario.Happened(called: ["main#0", "main#1", "main#2"], ran: ["one", "two", "three"]);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 3);
        Assert.Contains(scenario.Journal(JournalKind.Error, run.SessionId), entry => entry.StartsWith("PostToolBatch: Bursar: its MCP server does not run, and 1 tool call ran without being asked about.", StringComparison.Ordinal));
        Assert.Contains(scenario.Journal(JournalKind.Stop, run.SessionId), entry => entry.Contains("this session has used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_closed_policy_stops_the_session_at_the_first_call_that_nobody_was_asked_about()
    {
        GuardScenario? scenario = null;
        var script = Work(() => ServerProcess.Kill(scenario!), crossing: 100);
        await using var started = scenario = await GuardScenario.StartAsync(HookForm.McpTool, script, """{"onError":"closed","limits":{"maxTokensOut":100000}}""");

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "main#1"], ran: ["one", "two"]);
        Assert.Contains("its MCP server does not run", Assert.Single(scenario.Journal(JournalKind.Stop, run.SessionId)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_would_have_been_refused_stops_the_session_whatever_the_policy_says_of_failures()
    {
        GuardScenario? scenario = null;
        var script = new Script().Conversation("main", step =>
        {
            if (step == 1)
            {
                ServerProcess.Kill(scenario!);
            }

            return step switch
            {
                0 => GuardScenario.Runs("one").Billing(input: 10, output: 20),
                1 => Reply.RunsBash($"echo '{{}}' > {scenario!.PolicyFile}").Billing(input: 10, output: 20),
                _ => Reply.Says("Done."),
            };
        });
        await using var started = scenario = await GuardScenario.StartAsync(HookForm.McpTool, script, """{"limits":{"maxTokensOut":100000}}""");

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        Assert.Equal(["main#0", "main#1"], scenario.Called);
        Assert.Contains("a tool ran that it would have refused", Assert.Single(scenario.Journal(JournalKind.Stop, run.SessionId)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_came_is_told_of_once_and_the_limit_holds_all_the_same()
    {
        await using var scenario = await GuardScenario.StartAsync(Work(() => { }, crossing: 2_000), """{"limits":{"maxTokensOut":1000}}""", GuardHooks.Settings(HookForm.McpTool), servers: null);

        var run = await scenario.AskAsync("main", p => p with { Streams = true });

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "main#1", "main#2"], ran: ["one", "two", "three"]);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 3);
        Assert.Single(run.Messages, message => message.Contains("its MCP server does not run, and 1 tool call ran without being asked about", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_next_prompt_of_a_session_over_its_limit_is_blocked_without_a_server()
    {
        var script = new Script()
            .Conversation("main", GuardScenario.Runs("one").Billing(input: 10, output: 2_000), Reply.Says("Done."))
            .Conversation("more", Reply.Says("More."));
        await using var scenario = await GuardScenario.StartAsync(HookForm.McpTool, script, """{"limits":{"maxTokensOut":1000}}""");
        var run = await scenario.AskAsync("main");

        await scenario.AskAsync("more", p => p with { Resume = run.SessionId, McpConfig = new() { ["mcpServers"] = new System.Text.Json.Nodes.JsonObject() } });

        Assert.Equal(["main#0"], scenario.Called);
    }

    private static Script Work(Action meanwhile, long crossing) => new Script().Conversation("main", step =>
    {
        if (step == 1)
        {
            meanwhile();
        }

        return step switch
        {
            0 => GuardScenario.Runs("one").Billing(input: 10, output: 20),
            1 => GuardScenario.Runs("two").Billing(input: 10, output: 20),
            2 => GuardScenario.Runs("three").Billing(input: 10, output: crossing),
            _ => Reply.Says("Done.").Billing(input: 10, output: 20),
        };
    });
}
