using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard.Verifying;

/// <summary>How one limit came out.</summary>
public enum Outcome
{
    Passed,

    /// <summary>Reached, and not binding.</summary>
    Advisory,
    Breached,
}

/// <summary>A session held against a policy after the fact, from the ledger alone.</summary>
/// <param name="Metrics">What it used, its subagents included; the duration is its own, not until now.</param>
/// <param name="AuthEvidence">What the way of paying was concluded from.</param>
/// <param name="Changed">Policy files that changed since the session began and of which the limits from then hold too.</param>
public sealed record Verification(string Session, string? Project, Spent Metrics, AuthMode AuthMode, string AuthEvidence, IReadOnlyList<LimitStatus> Limits, IReadOnlyList<string> Changed)
{
    public bool Passes => !Limits.Any(limit => limit.IsBindingBreach);

    public static Outcome OutcomeOf(LimitStatus limit) => limit.IsBindingBreach ? Outcome.Breached : limit.IsBreached ? Outcome.Advisory : Outcome.Passed;

    /// <summary>Every limit that something of the session falls under is judged, whatever its enforcement. A budget counts over the period that the session ended in.</summary>
    /// <param name="ledger">Up to date.</param>
    /// <param name="environment">Clock, zone, and where policies are.</param>
    /// <param name="session">The session's whole id.</param>
    /// <param name="given">The policy to hold it against, as if nothing had been allowed on top; null for those in force in it, which a policy that was loosened meanwhile does not leave.</param>
    /// <param name="folder">Where to look for a project's policies when the session's project is not known.</param>
    /// <returns>Null when the ledger holds nothing of the session.</returns>
    /// <exception cref="UserError">A policy in force cannot be read.</exception>
    public static Verification? Run(LedgerStore ledger, GuardEnvironment environment, string session, EffectivePolicy? given, string? folder) => ledger.WithSums(() =>
    {
        var known = new GuardBook(ledger).Find(session);
        var usage = SessionQuery.Find(ledger, session);
        if (known is null && usage is null)
        {
            return null;
        }

        var span = SpendQuery.Span(ledger, session);
        var last = span?.Last ?? known?.Started ?? environment.Now;
        var guarded = known ?? SessionAuth.Guess(environment, session, span?.First ?? last, usage?.Project);
        var began = Situation.Began(ledger, guarded);
        var rows = SpendQuery.Session(ledger, session);

        // Of two counts that may both lack calls: a call that was denied may not be in the transcript yet, one that ran while no hook was installed is there alone.
        var calls = Math.Max(Judge.Sum(rows, Scope.Everything).ToolCalls - guarded.CallsDenied, guarded.Calls);
        var policy = given is null ? InForce(ledger, environment, session, guarded.Project ?? usage?.Project ?? folder) : new PolicyInForce(given, []);
        var situation = Situation.Find(ledger, environment.Time, policy.Policy, guarded, Math.Max(calls, 0), default,
            (last, last), Math.Max(0, last - began) / Timestamp.PerSecond, given is null ? Allowed(ledger, session, began) : []);
        return new Verification(session, usage?.Project ?? guarded.Project, situation.Session, guarded.AuthMode, guarded.Evidence, [.. situation.Limits.Where(limit => IsItsOwn(limit.Budget.Scope, rows))], policy.Changed);
    });

    /// <summary>A budget that nothing of the session falls under is none that it could keep or breach.</summary>
    private static bool IsItsOwn(Scope scope, IReadOnlyList<SpendRow> rows) => scope.IsEverything || rows.Any(row => scope.Matches(row.Context));

    private static PolicyInForce InForce(LedgerStore ledger, GuardEnvironment environment, string session, string? project)
    {
        var found = PolicyInForce.Find(ledger, session, PolicyFiles.Find(environment.ManagedPolicy, environment.Paths.PolicyFile, project), isNew: false);
        found.Policy.MustBeSound();
        return found;
    }

    /// <summary>What was allowed to the session at any time, and to budgets since it began: what had run out by then is not its own.</summary>
    private static List<Override> Allowed(LedgerStore ledger, string session, long began) =>
        [.. Overrides.Read(ledger, session, long.MinValue).Where(entry => entry.Session is not null || entry.Until > began)];
}
