using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.Ledger.Guarding;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>When the guard cannot do its work, the policy says whether the session goes on; either way it is told.</summary>
public abstract class FailureTests(HookForm form)
{
    private const string Open = """{"limits":{"maxTokensOut":1000}}""";
    private const string Closed = """{"onError":"closed","limits":{"maxTokensOut":1000}}""";

    [Fact]
    public async Task With_a_damaged_ledger_an_open_policy_lets_the_session_go_on_and_says_so()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work(), Open);
        Damage(scenario);

        var run = await scenario.AskAsync("main", p => p with { Streams = true });

        Assert.Equal("Done.", run.Text);
        scenario.Happened(called: ["main#0", "main#1"], ran: ["one"]);
        Assert.NotEmpty(run.Messages);
        Assert.All(run.Messages, message => Assert.StartsWith($"Bursar could not check the limits: The ledger {scenario.LedgerFile} is damaged", message, StringComparison.Ordinal));
        await IsInTheJournalOnceTheLedgerIsMendedAsync(scenario, run, "is damaged", "UserPromptSubmit", "PreToolUse", "PostToolBatch");
    }

    [Fact]
    public async Task With_a_damaged_ledger_a_closed_policy_lets_no_prompt_through()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work(), Closed);
        Damage(scenario);

        var run = await scenario.AskAsync("main");

        scenario.Happened(called: [], ran: []);
        Assert.Contains("the policy says to stop then (onError: closed)", run.Text, StringComparison.Ordinal);
        await IsInTheJournalOnceTheLedgerIsMendedAsync(scenario, run, "is damaged", "UserPromptSubmit");
    }

    [Fact]
    public async Task A_ledger_damaged_in_the_midst_of_a_session_stops_it_under_a_closed_policy()
    {
        GuardScenario? scenario = null;
        await using var started = scenario = await GuardScenario.StartAsync(form, Work(meanwhile: () => Damage(scenario!)), Closed);

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0"], ran: []);
        await IsInTheJournalOnceTheLedgerIsMendedAsync(scenario, run, "is damaged", "PreToolUse", "PostToolBatch");
    }

    [Fact]
    public async Task With_a_locked_ledger_an_open_policy_lets_the_session_go_on_and_says_so()
    {
        GuardScenario? scenario = null;
        HeldLedger? held = null;
        await using var started = scenario = await GuardScenario.StartAsync(form, Work(meanwhile: () => held = new HeldLedger(scenario!.LedgerFile), then: () => held!.Dispose()), Open);

        var run = await scenario.AskAsync("main", p => p with { Streams = true });

        Assert.Equal("Done.", run.Text);
        scenario.Happened(called: ["main#0", "main#1"], ran: ["one"]);
        Assert.Equal(2, run.Messages.Count(message => message.Contains("is locked by another program", StringComparison.Ordinal)));
        Assert.Equal(["PreToolUse", "PostToolBatch"], scenario.Journal().Where(entry => entry.Kind == JournalKind.Error).Select(entry => entry.Event));
        Assert.Equal(scenario.Bill.Of(run.SessionId).Sum(r => r.Usage.Output), scenario.State(run.SessionId).TokensOut);
    }

    [Fact]
    public async Task With_a_locked_ledger_a_closed_policy_stops_the_session()
    {
        GuardScenario? scenario = null;
        HeldLedger? held = null;
        await using var started = scenario = await GuardScenario.StartAsync(form, Work(meanwhile: () => held = new HeldLedger(scenario!.LedgerFile)), Closed);

        var run = await scenario.AskAsync("main");
        held!.Dispose();

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0"], ran: []);
        await scenario.HookAsync("SessionStart", run.SessionId);
        Assert.Equal(["PreToolUse", "PostToolBatch"], scenario.Journal().Where(entry => entry.Kind == JournalKind.Error).Select(entry => entry.Event).Take(2));
    }

    [Fact]
    public async Task Before_there_is_a_transcript_a_tool_is_let_through_without_a_failure()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work(), Closed);

        var answer = await scenario.HookAsync("PreToolUse", "00000000-0000-4000-8000-000000000001", ("tool_name", "Bash"), ("tool_use_id", "toolu_1"));

        Assert.Equal((0, "", ""), (answer.ExitCode, answer.Stdout, answer.Stderr));
        Assert.Empty(scenario.Journal());
    }

    [Theory]
    [InlineData(Open, 0, "{\"systemMessage\":\"Bursar could not check the limits: The hook's input is no event of Claude Code")]
    [InlineData(Closed, 2, "")]
    public async Task Input_that_is_no_event_is_answered_as_the_policy_says(string policy, int exitCode, string answer)
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work(), policy);

        var outcome = await scenario.HookAsync("{\"hook_event_name\":\"PreToolUse\",");

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.StartsWith(answer, outcome.Stdout, StringComparison.Ordinal);
        Assert.StartsWith("bursar-hook: The hook's input is no event", outcome.Stderr, StringComparison.Ordinal);
    }

    private static Script Work(Action? meanwhile = null, Action? then = null) => new Script().Conversation("main",
        GuardScenario.Runs("one").Billing(input: 10, output: 20).While(meanwhile ?? (() => { })),
        Reply.Says("Done.").Billing(input: 10, output: 20).While(then ?? (() => { })));

    private static void Damage(GuardScenario scenario) => File.WriteAllText(scenario.LedgerFile, "This is no ledger. " + new string('x', 8_192));

    private static async Task IsInTheJournalOnceTheLedgerIsMendedAsync(GuardScenario scenario, GuardedRun run, string what, params string[] events)
    {
        File.Delete(scenario.LedgerFile);
        await scenario.HookAsync("SessionStart", run.SessionId);
        var told = scenario.Journal(run.SessionId).Where(entry => entry.Kind == JournalKind.Error).ToList();
        Assert.All(told, entry => Assert.Contains(what, entry.Message, StringComparison.Ordinal));
        Assert.Equal(events, told.Select(entry => entry.Event).Where(name => name is "UserPromptSubmit" or "PreToolUse" or "PostToolBatch"));
    }
}

public sealed class FailureByCommandTests() : FailureTests(HookForm.Command);

public sealed class FailureByMcpToolTests() : FailureTests(HookForm.McpTool);
