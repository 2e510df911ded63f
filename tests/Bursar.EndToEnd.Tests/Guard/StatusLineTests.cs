using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;
using Bursar.EndToEnd.Tests.Scenarios;
using Bursar.Ledger;
using Bursar.Ledger.Observing;
using Bursar.Pricing;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>The status line in the real client, as <c>bursar init --statusline</c> installed it.</summary>
public sealed class StatusLineTests
{
    [Fact]
    public async Task The_terminal_shows_what_the_api_billed_and_what_is_left_and_the_clients_own_account_is_kept()
    {
        Assert.SkipUnless(TerminalClient.IsPossible, "There is no tmux.");
        var script = new Script()
            .Conversation("first", GuardScenario.Runs("one").Billing(input: 100_000, output: 20_000), Reply.Says("One.").Billing(input: 10, output: 400))
            .Conversation("second", Reply.Says("Two.").Billing(input: 50_000, output: 10_000));
        await using var scenario = await GuardScenario.StartAsync(script, """{"budgets":[{"name":"daily","period":"day","maxSpendUSD":2}]}""", hooks: []);
        var human = new BursarProgram(scenario.Home.Home, scenario.Home.BursarHome) { Folder = scenario.Home.Project };
        (await human.RunAsync("init", "--statusline", "--hook", HookProgram.Executable)).MustSucceed();

        await using (var terminal = await TerminalClient.StartAsync(scenario.Home, scenario.Client.Environment, ["--allowedTools", "Bash"]))
        {
            await terminal.EnterAsync(Marker.Prompt("first", "Please begin."));
            await terminal.ShowsAsync("Opus 4.8 (1M context) · $1.01 · $1.01 today · $0.98 left of $2 today");
            await terminal.EnterAsync(Marker.Prompt("second", "Go on."));
            await terminal.ShowsAsync("Opus 4.8 (1M context) · $1.51 · $1.51 today · $0.48 left of $2 today");
            await terminal.ExitAsync();
        }

        var session = scenario.Bill.Conversations[0].SessionId!;
        Assert.Equal(1.51005m, ListPrice.Of(scenario.Bill.Conversations));
        Assert.NotEmpty(scenario.Bill.Background);
        using var ledger = LedgerStore.OpenReadOnly(scenario.LedgerFile)!;
        var seen = Assert.Single(Observations.OfSession(ledger, session));
        Assert.Equal(0, seen.FirstCost);
        // Title and other calls that no transcript holds are in the client's total.
        Assert.Equal(ListPrice.Of(scenario.Bill.All), Money.ToDollars(seen.Last.Cost));
        Assert.Equal(("2.1.197", ListPrice.Opus + "[1m]"), (seen.Last.Version, seen.Last.Model));
        Assert.Empty(scenario.Journal(session));

        using var audit = System.Text.Json.JsonDocument.Parse((await human.RunAsync("audit", "--session", session, "--json")).MustSucceed().Stdout);
        var audited = Assert.Single(audit.RootElement.GetProperty("sessions").EnumerateArray());
        var cause = Assert.Single(audited.GetProperty("causes").EnumerateArray());
        Assert.Equal(("background", ListPrice.Of(scenario.Bill.Background), true), (cause.GetProperty("cause").GetString(), cause.GetProperty("usd").GetDecimal(), cause.GetProperty("inferred").GetBoolean()));
        Assert.Equal((1.51005m, 0m), (audited.GetProperty("transcript_usd").GetDecimal(), audited.GetProperty("rest_usd").GetDecimal()));
    }
}
