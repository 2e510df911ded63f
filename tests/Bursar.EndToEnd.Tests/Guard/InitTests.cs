using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>The three commands of the README, and then the real client with the settings that they wrote.</summary>
public sealed class InitTests
{
    [Theory]
    [InlineData("--user")]
    [InlineData("--project")]
    public async Task After_init_the_limit_holds_and_after_uninstall_nothing_is_in_the_way(string where)
    {
        var script = new Script()
            .Conversation("main", GuardScenario.Runs("one").Billing(input: 10, output: 400), GuardScenario.Runs("two").Billing(input: 10, output: 700), Reply.Says("Done."))
            .Conversation("free", GuardScenario.Runs("three").Billing(input: 10, output: 4_000), Reply.Says("Done.").Billing(input: 10, output: 20));
        await using var scenario = await GuardScenario.StartAsync(script, policy: null, hooks: []);
        scenario.Home.WriteProjectFile(".git/HEAD", "ref: refs/heads/main\n");
        var human = new BursarProgram(scenario.Home.Home, scenario.Home.BursarHome) { Folder = scenario.Home.Project };
        (await human.RunAsync("policy", "set", "maxTokensOut=1000")).MustSucceed();
        (await human.RunAsync("init", where, "--hook", HookProgram.Executable)).MustSucceed();

        var run = await scenario.AskAsync("main");

        scenario.Happened(called: ["main#0", "main#1"], ran: ["one"]);
        scenario.HoldsTheBill(run.SessionId);

        (await human.RunAsync("init", where, "--uninstall")).MustSucceed();
        await scenario.AskAsync("free");
        Assert.Equal(["main#0", "main#1", "free#0", "free#1"], scenario.Called);
        Assert.Equal(["one", "three"], scenario.Ran);
    }
}
