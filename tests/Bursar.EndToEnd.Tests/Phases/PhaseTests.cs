using System.Text.Json;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Guard;
using Bursar.EndToEnd.Tests.Programs;
using Bursar.EndToEnd.Tests.Scenarios;

namespace Bursar.EndToEnd.Tests.Phases;

/// <summary>What phases cost is what the API billed between their marks, with the real client.</summary>
public sealed class PhaseTests
{
    private static BursarProgram Bursar(GuardScenario scenario) => new(scenario.Home.Home, scenario.Home.BursarHome) { Folder = scenario.Home.Project };

    /// <summary>A folder for the PATH that holds the built programs.</summary>
    private static string ProgramsIn(GuardScenario scenario)
    {
        var folder = Path.Combine(scenario.Home.BursarHome, "bin");
        Directory.CreateDirectory(folder);
        File.CreateSymbolicLink(Path.Combine(folder, "bursar"), BursarProgram.Executable);
        File.CreateSymbolicLink(Path.Combine(folder, "claude"), ClientBinary.Path);
        scenario.Client.Environment["PATH"] = $"{folder}:{ProgramRunner.SystemPath}";
        return folder;
    }

    private static async Task<List<(string? Name, decimal Own, decimal Whole)>> PhasesAsync(GuardScenario scenario)
    {
        var result = (await Bursar(scenario).RunAsync("phases", "--json")).MustSucceed();
        using var json = JsonDocument.Parse(result.Stdout);
        var phases = json.RootElement.GetProperty("phases").EnumerateArray().Select(phase => (phase.GetProperty("name").GetString(), phase.GetProperty("own_cost_usd").GetDecimal(), phase.GetProperty("cost_usd").GetDecimal())).ToList();
        Assert.Equal(ListPrice.Of(scenario.Bill.Conversations), json.RootElement.GetProperty("totals").GetProperty("cost_usd").GetDecimal());
        Assert.Equal(json.RootElement.GetProperty("totals").GetProperty("cost_usd").GetDecimal(), phases.Sum(phase => phase.Item2));
        return phases;
    }

    private static decimal Billed(GuardScenario scenario, params string[] conversations) => conversations.Sum(name => ListPrice.Of(scenario.Bill.Named(name)));

    [Fact]
    public async Task The_orchestrator_of_the_documentation_runs_as_written_and_its_phases_are_the_bill()
    {
        var script = new Script()
            .Conversation("requirements", Reply.RunsBash("echo asked").Billing(input: 11, output: 310, cache5m: 900), Reply.Says("Noted.").Billing(input: 5, output: 120, cacheRead: 900))
            .Conversation("architecture", Reply.StartsAgent("sketch").Billing(input: 7, output: 210, cacheRead: 950), Reply.Says("Drawn.").Billing(input: 4, output: 80, cacheRead: 990))
            .Conversation("sketch", Reply.RunsBash("echo sketch").Billing(input: 21, output: 410, cache1h: 70), Reply.Says("There.").Billing(input: 3, output: 33))
            .Conversation("implementation", Reply.RunsBash("echo code").Billing(input: 9, output: 1510), Reply.RunsBash("echo more").Billing(input: 9, output: 1410), Reply.Says("Built.").Billing(input: 2, output: 90))
            .Conversation("qa", Reply.Says("Sound.").Billing(input: 1, output: 77));
        await using var scenario = await GuardScenario.StartAsync(script, policy: null, hooks: []);
        ProgramsIn(scenario);
        (await Bursar(scenario).RunAsync("init", "--user", "--hook", HookProgram.Executable)).MustSucceed();
        string[] names = ["requirements", "architecture", "implementation", "qa"];
        foreach (var name in names)
        {
            scenario.Home.WriteProjectFile($"prompts/{name}.md", Marker.Prompt(name, "Please begin."));
        }

        var run = await ProgramRunner.RunAsync("/bin/bash", [scenario.Home.WriteProjectFile("work.sh", OrchestratorOfTheDocumentation())], scenario.Client.Environment, scenario.Home.Project,
            TimeSpan.FromSeconds(120), cancellation: TestContext.Current.CancellationToken);

        run.MustSucceed();
        var phases = await PhasesAsync(scenario);
        Assert.Equal([.. names, null], phases.Select(phase => phase.Name));
        Assert.Equal(
            [Billed(scenario, "requirements"), Billed(scenario, "architecture", "sketch"), Billed(scenario, "implementation"), Billed(scenario, "qa"), 0],
            phases.Select(phase => phase.Whole));
        Assert.Empty(scenario.Api.Faults);
        Assert.Contains("not calibrated", run.Stdout, StringComparison.Ordinal);
        using var estimates = JsonDocument.Parse((await Bursar(scenario).RunAsync("estimates", "--json")).MustSucceed().Stdout);
        Assert.Equal(4, estimates.RootElement.GetProperty("overall").GetProperty("usd").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_agent_marks_its_own_phases_and_what_called_the_mark_is_before_it()
    {
        var script = new Script().Conversation("main",
            Reply.RunsBash("bursar phase start plan").Billing(input: 10, output: 100),
            Reply.RunsBash("bursar phase start read").Billing(input: 10, output: 200),
            Reply.StartsAgent("helper").Billing(input: 10, output: 400),
            Reply.RunsBash("bursar phase end read").Billing(input: 10, output: 800),
            Reply.RunsBash("bursar phase end").Billing(input: 10, output: 1_600),
            Reply.Says("Done.").Billing(input: 10, output: 3_200)).Conversation("helper", Reply.Says("Read.").Billing(input: 10, output: 6_400));
        await using var scenario = await GuardScenario.StartAsync(script, policy: null);
        ProgramsIn(scenario);

        await scenario.AskAsync("main");

        decimal Step(params int[] steps) => ListPrice.Of(scenario.Bill.Named("main").Where(response => steps.Contains(response.Step)));
        var (own, inside) = (Step(1, 4), Step(2, 3) + Billed(scenario, "helper"));
        Assert.Equal([("plan", own, own + inside), ("read", inside, inside), (null, Step(0, 5), Step(0, 5))], await PhasesAsync(scenario));
    }

    [Fact]
    public async Task A_response_that_is_under_way_at_a_mark_stays_where_it_began()
    {
        GuardScenario? scenario = null;
        async Task MarkAsync(string session, params string[] mark) => (await Bursar(scenario!).RunAsync(["phase", .. mark, "--session", session])).MustSucceed();
        // Before its first block: the client may start a tool while the rest of a response is still to come, and never writes
        // down the usage of a subagent's response that comes late.
        var script = new Script().Conversation("main",
            (Reply.RunsBash("echo one") with { BeforeFirstBlock = response => MarkAsync(response.SessionId!, "start", "late") }).Billing(input: 10, output: 100),
            (Reply.StartsAgent("helper") with { BeforeFirstBlock = response => MarkAsync(response.SessionId!, "start", "inner") }).Billing(input: 10, output: 200),
            (Reply.Says("Done.") with { BeforeFirstBlock = response => MarkAsync(response.SessionId!, "end", "late") }).Billing(input: 10, output: 400))
            .Conversation("helper", (Reply.Says("Helped.") with { BeforeFirstBlock = response => MarkAsync(response.SessionId!, "end", "inner") }).Billing(input: 10, output: 800));
        await using var started = scenario = await GuardScenario.StartAsync(script, policy: null);

        await scenario.AskAsync("main");

        decimal Step(int step) => ListPrice.Of(scenario.Bill.Named("main").Where(response => response.Step == step));
        var helper = Billed(scenario, "helper");
        Assert.Equal([("late", Step(1) + Step(2), Step(1) + Step(2) + helper), ("inner", helper, helper), (null, Step(0), Step(0))], await PhasesAsync(scenario));
    }

    private static string OrchestratorOfTheDocumentation()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "phases.md"));
        var start = text.IndexOf("```bash\n", StringComparison.Ordinal) + "```bash\n".Length;
        return text[start..text.IndexOf("\n```", start, StringComparison.Ordinal)] + "\n";
    }
}
