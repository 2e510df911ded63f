using System.Globalization;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;
using Bursar.EndToEnd.Tests.Scenarios;
using Bursar.Ledger;
using Bursar.Ledger.Observing;
using Bursar.Pricing;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>A spend limit by the client's own account, which holds the background calls that no transcript does.</summary>
public sealed class BasisTests
{
    /// <summary>More than the transcript's 1.01005 USD, less than that with the background calls.</summary>
    private const string Limit = "1.0101";

    [Theory]
    [InlineData("reported", true)]
    [InlineData("highest", true)]
    [InlineData("transcript", false)]
    public async Task Background_calls_count_where_the_policy_goes_by_what_the_client_reports(string basis, bool stops)
    {
        Assert.SkipUnless(TerminalClient.IsPossible, "There is no tmux.");
        var script = new Script()
            .Conversation("first", GuardScenario.Runs("one").Billing(input: 100_000, output: 20_000), Reply.Says("One.").Billing(input: 10, output: 400))
            .Conversation("second", Reply.Says("Two.").Billing(input: 1, output: 1));
        await using var scenario = await GuardScenario.StartAsync(script, $$$"""{"basis":"{{{basis}}}","limits":{"maxSpendUSD":{{{Limit}}}}}""", hooks: []);
        var human = new BursarProgram(scenario.Home.Home, scenario.Home.BursarHome) { Folder = scenario.Home.Project };
        (await human.RunAsync("init", "--statusline", "--hook", HookProgram.Executable)).MustSucceed();

        await using (var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Client.Environment, ["--allowedTools", "Bash"]))
        {
            await terminal.EnterAsync(Marker.Prompt("first", "Please begin."));
            await terminal.ShowsAsync("● One.");
            await ReportedAsync(scenario);
            await terminal.EnterAsync(Marker.Prompt("second", "Go on."));
            await (stops ? terminal.ReadsAsync("UserPromptSubmit operation blocked by hook: Bursar: this session has used $1.01 of its limit of $1.01") : terminal.ShowsAsync("Two."));
            await terminal.ExitAsync();
        }

        Assert.NotEmpty(scenario.Bill.Background);
        scenario.Happened(called: stops ? ["first#0", "first#1"] : ["first#0", "first#1", "second#0"], ran: ["one"]);
    }

    /// <summary>Until the status line has noted that the client's own total, background calls included, is over the limit.</summary>
    private static async Task ReportedAsync(GuardScenario scenario)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!IsReported(scenario))
        {
            await tick.WaitForNextTickAsync(limit.Token);
        }
    }

    private static bool IsReported(GuardScenario scenario)
    {
        using var ledger = scenario.Bill.Conversations is [{ SessionId: not null }, ..] ? LedgerStore.OpenReadOnly(scenario.LedgerFile) : null;
        return ledger is not null && Observations.OfSession(ledger, scenario.Bill.Conversations[0].SessionId!).Any(seen => Money.ToDollars(seen.Last.Cost) > decimal.Parse(Limit, CultureInfo.InvariantCulture));
    }
}
