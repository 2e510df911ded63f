using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;
using Bursar.Ledger.Guarding;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>A human allows more with <c>bursar allow</c>: the session goes on, as far as that and as long as that.</summary>
public abstract class AllowanceTests(HookForm form)
{
    private const string Policy = """{"limits":{"maxTokensOut":1000}}""";

    [Fact]
    public async Task An_allowance_lets_the_session_go_on_until_it_is_used_up()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy);
        var run = await scenario.AskAsync("first");
        var blocked = await scenario.AskAsync("second", p => p with { Resume = run.SessionId });
        scenario.Happened(called: ["first#0", "first#1"], ran: ["one"]);

        (await Human(scenario).RunAsync("allow", "--session", run.SessionId, "--add-tokens", "1000", "--for", "1h")).MustSucceed();
        await scenario.AskAsync("second", p => p with { Resume = run.SessionId });

        // The two responses of the second conversation use up what was allowed: the last one's command does not run.
        scenario.Happened(called: ["first#0", "first#1", "second#0", "second#1"], ran: ["one", "three"]);
        scenario.HoldsTheBill(run.SessionId);
        Assert.Equal(run.SessionId, blocked.SessionId);
        Assert.Contains(scenario.Journal(JournalKind.Override, run.SessionId), entry => entry.Contains("1,000 input tokens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_allowance_that_has_run_out_allows_nothing()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy);
        var run = await scenario.AskAsync("first");
        (await Human(scenario).RunAsync("allow", "--session", run.SessionId, "--add-tokens", "5000", "--for", "1s")).MustSucceed();
        var until = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (TimeProvider.System.GetUtcNow() <= until)
        {
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        await scenario.AskAsync("second", p => p with { Resume = run.SessionId });

        scenario.Happened(called: ["first#0", "first#1"], ran: ["one"]);
    }

    [Fact]
    public async Task At_a_terminal_the_command_that_the_screen_names_lets_the_session_go_on()
    {
        Assert.SkipUnless(TerminalClient.IsPossible, "There is no tmux.");
        await using var scenario = await GuardScenario.StartAsync(form, Work, Policy);
        await using (var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Client.Environment, scenario.ClientArguments("Bash")))
        {
            await terminal.EnterAsync(Marker.Prompt("first", "Please begin."));
            var session = await SessionAsync(scenario);
            await terminal.ReadsAsync($"bursar allow --session {session} --add-tokens 100000");
            await terminal.EnterAsync(Marker.Prompt("third", "Blocked."));
            await terminal.ReadsAsync("UserPromptSubmit operation blocked by hook");

            (await Human(scenario).RunAsync("allow", "--session", session, "--add-tokens", "100000")).MustSucceed();
            await terminal.EnterAsync(Marker.Prompt("third", "Go on."));
            await terminal.ReadsAsync("All is well.");
            await terminal.ExitAsync();
        }

        scenario.Happened(called: ["first#0", "first#1", "third#0"], ran: ["one"]);
    }

    private static Script Work => new Script()
        .Conversation("first", GuardScenario.Runs("one").Billing(input: 10, output: 400), GuardScenario.Runs("two").Billing(input: 10, output: 600), Reply.Says("One."))
        .Conversation("second", GuardScenario.Runs("three").Billing(input: 10, output: 500), GuardScenario.Runs("four").Billing(input: 10, output: 500), Reply.Says("Two."))
        .Conversation("third", Reply.Says("All is well.").Billing(input: 10, output: 20));

    /// <summary>A terminal of the human's own: none of the client's variables.</summary>
    private static BursarProgram Human(GuardScenario scenario) => new(scenario.Home.Home, scenario.Home.BursarHome);

    private static async Task<string> SessionAsync(GuardScenario scenario)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (scenario.Bill.Conversations.Count == 0)
        {
            await tick.WaitForNextTickAsync(limit.Token);
        }

        return scenario.Bill.Conversations[0].SessionId!;
    }
}

public sealed class AllowanceByCommandTests() : AllowanceTests(HookForm.Command);

public sealed class AllowanceByMcpToolTests() : AllowanceTests(HookForm.McpTool);
