using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.Ledger.Guarding;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>What a person at a terminal reads when a limit is reached.</summary>
public abstract class TerminalGuardTests(HookForm form)
{
    [Fact]
    public async Task The_screen_says_what_was_used_of_which_limit_in_which_file_and_blocks_the_next_prompt()
    {
        Assert.SkipUnless(TerminalClient.IsPossible, "There is no tmux.");
        var script = new Script()
            .Conversation("first", GuardScenario.Runs("one").Billing(input: 10, output: 20), GuardScenario.Runs("two").Billing(input: 100, output: 2_000), Reply.Says("One."))
            .Conversation("second", Reply.Says("Two."));
        await using var scenario = await GuardScenario.StartAsync(form, script, """{"limits":{"maxSpendUSD":0.02}}""");
        await using (var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Client.Environment, scenario.ClientArguments("Bash")))
        {
            var sentence = $"Bursar: this session has used $0.0511 of its limit of $0.02 (maxSpendUSD in {scenario.PolicyFile}).";
            await terminal.EnterAsync(Marker.Prompt("first", "Please begin."));
            await terminal.ReadsAsync($"PostToolBatch hook stopped continuation: {sentence}");
            await terminal.EnterAsync(Marker.Prompt("second", "Go on."));
            await terminal.ReadsAsync($"UserPromptSubmit operation blocked by hook: {sentence}");
            await terminal.ExitAsync();
        }

        scenario.Happened(called: ["first#0", "first#1"], ran: ["one"]);
        var session = scenario.Bill.All[0].SessionId!;
        scenario.HoldsTheBill(session);
        scenario.TellsOfTheStop(session, "maxSpendUSD", denials: 1, stops: 2);
        Assert.Equal(["PostToolBatch", "UserPromptSubmit"], scenario.Journal(session).Where(entry => entry.Kind == JournalKind.Stop).Select(entry => entry.Event));
    }
}

public sealed class TerminalGuardByCommandTests() : TerminalGuardTests(HookForm.Command);

public sealed class TerminalGuardByMcpToolTests() : TerminalGuardTests(HookForm.McpTool);
