using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;
using Bursar.EndToEnd.Tests.Scenarios;

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
            // Once it stands on the line, the status line has noted what the client tells.
            await terminal.ShowsAsync("$1.01 today");
            await terminal.EnterAsync(Marker.Prompt("second", "Go on."));
            await (stops ? terminal.ReadsAsync("UserPromptSubmit operation blocked by hook: Bursar: this session has used $1.01 of its limit of $1.01") : terminal.ShowsAsync("Two."));
            await terminal.ExitAsync();
        }

        Assert.NotEmpty(scenario.Bill.Background);
        scenario.Happened(called: stops ? ["first#0", "first#1"] : ["first#0", "first#1", "second#0"], ran: ["one"]);
    }
}
