using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>The client starts a tool while the response that calls it is still being streamed, and writes down its usage after that.</summary>
public abstract class LateUsageTests(HookForm form)
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_response_that_crosses_unforeseen_is_the_last_that_is_paid_for()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work(crossing: 9_000), """{"limits":{"maxTokensOut":5000}}""");

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        Assert.Empty(scenario.Api.Faults);
        Assert.Equal(["main#0", "main#1"], scenario.Called);
        scenario.HoldsTheBill(run.SessionId);
    }

    private static Script Work(long crossing) => new Script().Conversation("main",
        GuardScenario.Runs("one").Billing(input: 10, output: 400),
        GuardScenario.Runs("two").Billing(input: 10, output: crossing) with { BeforeFinalUsage = _ => Task.Delay(Late, TestContext.Current.CancellationToken) },
        GuardScenario.Runs("three").Billing(input: 10, output: 20),
        Reply.Says("Done."));
}

public sealed class LateUsageByCommandTests() : LateUsageTests(HookForm.Command);

public sealed class LateUsageByMcpToolTests() : LateUsageTests(HookForm.McpTool);
