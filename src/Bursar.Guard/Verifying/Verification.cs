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
public sealed record Verification(string Session, string? Project, Spent Metrics, AuthMode AuthMode, string AuthEvidence, IReadOnlyList<LimitStatus> Limits)
{
    public bool Passes => !Limits.Any(limit => limit.IsBindingBreach);

    public static Outcome OutcomeOf(LimitStatus limit) => limit.IsBindingBreach ? Outcome.Breached : limit.IsBreached ? Outcome.Advisory : Outcome.Passed;

    /// <summary>Every limit is judged, whatever its enforcement. A budget counts over the period that the session ended in.</summary>
    /// <param name="ledger">Up to date.</param>
    /// <param name="environment">Clock, zone, and where policies are.</param>
    /// <param name="session">A session that the ledger knows.</param>
    /// <param name="policyFor">The policy, by the session's project.</param>
    /// <returns>Null when the ledger holds nothing of the session.</returns>
    public static Verification? Run(LedgerStore ledger, GuardEnvironment environment, string session, Func<string?, EffectivePolicy> policyFor) => ledger.Transact(() =>
    {
        var book = new GuardBook(ledger);
        var known = book.Find(session);
        var usage = SessionQuery.Find(ledger, session);
        if (known is null && usage is null)
        {
            return null;
        }

        var span = SpendQuery.Span(ledger, session);
        var last = span?.Last ?? known?.Started ?? environment.Now;
        var guarded = known ?? SessionAuth.Guess(environment, session, span?.First ?? last, usage?.Project);
        var calls = Judge.Sum(SpendQuery.Session(ledger, session), Scope.Everything).ToolCalls - guarded.CallsDenied;
        var seconds = Math.Max(0, last - Situation.Began(ledger, guarded)) / Timestamp.PerSecond;
        var situation = Situation.Find(ledger, environment.Time, policyFor(guarded.Project ?? usage?.Project), guarded, Math.Max(calls, 0), default,
            (last, last), seconds, Overrides.Read(ledger, session, long.MinValue));
        return new Verification(session, usage?.Project ?? guarded.Project, situation.Session, guarded.AuthMode, guarded.Evidence, situation.Limits);
    });
}
