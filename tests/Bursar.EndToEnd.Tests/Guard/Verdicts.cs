using Bursar.EndToEnd.Tests.Scenarios;
using Bursar.Ledger.Guarding;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>What must hold after a run, whatever the limit: the calls, the commands, the books and the journal.</summary>
internal static class Verdicts
{
    /// <summary>The API answered exactly these, and exactly these commands ran.</summary>
    public static void Happened(this GuardScenario scenario, string[] called, string[] ran)
    {
        Assert.Empty(scenario.Api.Faults);
        Assert.Equal(called, scenario.Called);
        Assert.Equal(ran, scenario.Ran);
    }

    /// <summary>The state file holds what the API billed to the session, to the last digit.</summary>
    /// <param name="scenario">What was billed.</param>
    /// <param name="session">The session.</param>
    /// <param name="toolCalls">Calls that ran; null when each is a command that left its name.</param>
    public static SessionStateFile HoldsTheBill(this GuardScenario scenario, string session, int? toolCalls = null)
    {
        var bill = scenario.Bill.Of(session);
        var state = scenario.State(session);
        Assert.Equal(
            (ListPrice.Of(bill), bill.Sum(r => r.Usage.Total - r.Usage.Output), bill.Sum(r => r.Usage.Output), bill.Count(r => r.IsMainThread), toolCalls ?? scenario.Ran.Count),
            (state.CostUsd, state.TokensIn, state.TokensOut, state.Turns, state.ToolCalls));
        return state;
    }

    /// <summary>The journal tells of one stop and of each denied call, by the limit's name and its file.</summary>
    public static void TellsOfTheStop(this GuardScenario scenario, string session, string limit, int denials, int stops = 1)
    {
        var named = $"({limit} in {scenario.PolicyFile})";
        var told = scenario.Journal(session).Where(e => e.Kind is JournalKind.Denial or JournalKind.Stop).ToList();
        Assert.All(told, e => Assert.Contains(named, e.Message, StringComparison.Ordinal));
        Assert.Equal((denials, stops), (told.Count(e => e.Kind == JournalKind.Denial), told.Count(e => e.Kind == JournalKind.Stop)));
        Assert.Contains(limit, scenario.State(session).Breached);
    }
}
