using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>One limit crossed in the main thread: the call of the response that crosses it does not run, and no other call is made.</summary>
public abstract class OneLimitTests(HookForm form)
{
    private const string Spend = "maxSpendUSD";
    private const string TokensIn = "maxTokensIn";
    private const string TokensOut = "maxTokensOut";
    private const string Turns = "maxTurns";
    private const string ToolCalls = "maxToolCalls";
    private const string WallTime = "maxWallTimeSeconds";

    /// <summary>Two small responses, and a third that is larger than both by far: nothing before it tells what it will be.</summary>
    private static Script Work => new Script().Conversation("main",
        GuardScenario.Runs("one").Billing(input: 10, output: 20, cacheRead: 100),
        GuardScenario.Runs("two").Billing(input: 10, output: 20, cacheRead: 100),
        GuardScenario.Runs("three").Billing(input: 4_000, output: 9_000, cache5m: 700, cache1h: 300, cacheRead: 5_000),
        GuardScenario.Runs("four").Billing(input: 10, output: 20),
        Reply.Says("Done."));

    [Theory]
    [InlineData(Spend, "0.0005")]
    [InlineData(TokensIn, "110")]
    [InlineData(TokensOut, "20")]
    [InlineData(Turns, "1")]
    public async Task Crossed_by_the_first_response_nothing_runs_at_all(string limit, string value)
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy(limit, value));

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0"], ran: []);
        scenario.HoldsTheBill(run.SessionId);
        scenario.TellsOfTheStop(run.SessionId, limit, denials: 1);
    }

    [Theory]
    [InlineData(Spend, "0.01")]
    [InlineData(TokensIn, "10000")]
    [InlineData(TokensOut, "9040")]
    [InlineData(Turns, "3")]
    public async Task Crossed_by_a_later_response_its_own_call_is_the_first_that_does_not_run(string limit, string value)
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy(limit, value));

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "main#1", "main#2"], ran: ["one", "two"]);
        scenario.HoldsTheBill(run.SessionId);
        scenario.TellsOfTheStop(run.SessionId, limit, denials: 1);
    }

    [Theory]
    [InlineData(Spend, "1")]
    [InlineData(TokensIn, "10231")]
    [InlineData(TokensOut, "9041")]
    [InlineData(Turns, "6")]
    [InlineData(ToolCalls, "5")]
    [InlineData(WallTime, "3600")]
    public async Task Not_reached_by_so_much_as_one_a_session_goes_on_to_its_end(string limit, string value)
    {
        var script = new Script().Conversation("main",
            GuardScenario.Runs("one").Billing(input: 10, output: 20, cacheRead: 100),
            GuardScenario.Runs("two").Billing(input: 10, output: 20, cacheRead: 100),
            GuardScenario.Runs("three").Billing(input: 4_000, output: 8_900, cache5m: 700, cache1h: 300, cacheRead: 5_000),
            GuardScenario.Runs("four").Billing(input: 5, output: 50),
            Reply.Says("Done.").Billing(input: 5, output: 50));
        await using var scenario = await GuardScenario.StartAsync(form, script, Policy(limit, value));

        var run = await scenario.AskAsync("main");

        Assert.Equal("Done.", run.Text);
        scenario.Happened(called: ["main#0", "main#1", "main#2", "main#3", "main#4"], ran: ["one", "two", "three", "four"]);
        Assert.Empty(scenario.HoldsTheBill(run.SessionId).Breached);
        Assert.Empty(scenario.Journal());
    }

    [Theory]
    [InlineData("1", new[] { "main#0" }, new[] { "one" })]
    [InlineData("2", new[] { "main#0", "main#1" }, new[] { "one", "two" })]
    public async Task The_last_tool_call_allowed_is_the_last_that_runs_and_no_response_is_paid_for_after_it(string value, string[] called, string[] ran)
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy(ToolCalls, value));

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called, ran);
        scenario.HoldsTheBill(run.SessionId);
        scenario.TellsOfTheStop(run.SessionId, ToolCalls, denials: 0);
    }

    [Fact]
    public async Task Of_four_tool_calls_in_one_response_as_many_run_as_are_allowed()
    {
        var script = new Script().Conversation("main",
            GuardScenario.Runs("one").Running(GuardScenario.Command("two")).Running(GuardScenario.Command("three")).Running(GuardScenario.Command("four")),
            Reply.Says("Done."));
        await using var scenario = await GuardScenario.StartAsync(form, script, Policy(ToolCalls, "3"));

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        Assert.Equal(["main#0"], scenario.Called);
        Assert.Equal(3, scenario.Ran.Count);
        scenario.HoldsTheBill(run.SessionId);
        scenario.TellsOfTheStop(run.SessionId, ToolCalls, denials: 1);
    }

    [Fact]
    public async Task Time_that_runs_out_during_a_response_stops_the_calls_it_makes()
    {
        var script = new Script().Conversation("main",
            // The session began before the API was asked, so it is older than the response; on a loaded machine it may be seconds
            // old when its first prompt comes, which must be let through yet.
            GuardScenario.Runs("one") with { BeforeFirstBlock = _ => Task.Delay(TimeSpan.FromSeconds(6.1), TestContext.Current.CancellationToken) },
            Reply.Says("Done."));
        await using var scenario = await GuardScenario.StartAsync(form, script, Policy(WallTime, "6"));

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0"], ran: []);
        scenario.HoldsTheBill(run.SessionId);
        scenario.TellsOfTheStop(run.SessionId, WallTime, denials: 1);
    }

    [Theory]
    [InlineData(Spend)]
    [InlineData(TokensIn)]
    [InlineData(TokensOut)]
    [InlineData(Turns)]
    [InlineData(ToolCalls)]
    [InlineData(WallTime)]
    public async Task A_limit_of_zero_lets_no_prompt_through(string limit)
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy(limit, "0"));

        var run = await scenario.AskAsync("main");

        Assert.Equal(0, scenario.Bill.Calls);
        scenario.Happened(called: [], ran: []);
        scenario.HoldsTheBill(run.SessionId);
        scenario.TellsOfTheStop(run.SessionId, limit, denials: 0);
    }

    private static string Policy(string limit, string value) => $$$"""{"limits":{"{{{limit}}}":{{{value}}}}}""";
}

public sealed class OneLimitByCommandTests() : OneLimitTests(HookForm.Command);

public sealed class OneLimitByMcpToolTests() : OneLimitTests(HookForm.McpTool);
