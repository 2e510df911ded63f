using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Mcp;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>What init registers with the real client, and the client with nothing but that.</summary>
public sealed class InitMcpTests
{
    [Fact]
    public async Task After_init_with_mcp_hooks_the_limit_holds_over_the_server_and_after_uninstall_both_are_gone()
    {
        var script = new Script()
            .Conversation("main",
                GuardScenario.Runs("one").Billing(input: 10, output: 400),
                AgentTests.Calls("check_limits").Billing(input: 10, output: 20),
                GuardScenario.Runs("two").Billing(input: 10, output: 700), Reply.Says("Done."))
            .Conversation("free", GuardScenario.Runs("three").Billing(input: 10, output: 4_000), Reply.Says("Done.").Billing(input: 10, output: 20));
        await using var scenario = await GuardScenario.StartAsync(script, policy: null, hooks: []);
        var human = new BursarProgram(scenario.Home.Home, scenario.Home.BursarHome) { Folder = scenario.Home.Project };
        human.Environment["PATH"] = $"{Path.GetDirectoryName(ClientBinary.Path)}:{ProgramRunner.SystemPath}";
        (await human.RunAsync("policy", "set", "maxTokensOut=1000")).MustSucceed();

        var said = (await human.RunAsync("init", "--mcp-hooks", "--hook", HookProgram.Executable)).MustSucceed().Stdout;

        Assert.Contains("MCP server: added in ", said, StringComparison.Ordinal);
        Assert.Contains("Claude Code: 2.1.197", said, StringComparison.Ordinal);
        var run = await scenario.AskAsync("main", p => p with { AllowedTools = ["Bash", "mcp__bursar__check_limits"] });
        scenario.Happened(called: ["main#0", "main#1", "main#2"], ran: ["one"]);
        Assert.Equal(580, (int?)ToolResults.Json(scenario, run.SessionId, "mcp__bursar__check_limits")["limits"]![0]!["remaining"]);

        said = (await human.RunAsync("init", "--uninstall")).MustSucceed().Stdout;
        Assert.Contains("MCP server: removed in ", said, StringComparison.Ordinal);
        await scenario.AskAsync("free");
        Assert.Equal(["one", "three"], scenario.Ran);
        Assert.Null(ServerProcess.Find(scenario));
    }
}
