using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard.Verifying;

/// <summary>Where a session stands against every limit and budget at this moment.</summary>
/// <param name="Metrics">What it used, its subagents included.</param>
/// <param name="AuthEvidence">What the way of paying was concluded from.</param>
/// <param name="Changed">Policy files that changed since the session began and of which the limits from then hold too.</param>
/// <param name="Broken">What is wrong with policy files that cannot be used; the guard stops every session until they can.</param>
public sealed record LimitCheck(string Session, Spent Metrics, AuthMode AuthMode, string AuthEvidence, IReadOnlyList<LimitStatus> Limits, IReadOnlyList<string> Changed, IReadOnlyList<string> Broken)
{
    /// <summary>Whether something that binds is reached, for the session as a whole or for a part of it.</summary>
    public bool IsWithin => Broken.Count == 0 && !Limits.Any(limit => limit.IsBindingBreach);

    /// <param name="ledger">Up to date.</param>
    /// <param name="environment">Clock, zone, and where policies are.</param>
    /// <param name="session">The session's whole id; one that has used nothing yet has limits too.</param>
    /// <param name="folder">Where to look for a project's policies when the session's project is not known.</param>
    /// <param name="everywhere">Budgets of other projects and branches too, which are none of the session's.</param>
    public static LimitCheck Now(LedgerStore ledger, GuardEnvironment environment, string session, string? folder, bool everywhere = false) => ledger.WithSums(() =>
    {
        var guarded = new GuardBook(ledger).Find(session) ?? Unseen(ledger, environment, session, folder);
        var texts = PolicyFiles.Find(environment.ManagedPolicy, environment.Paths.PolicyFile, guarded.Project ?? folder);
        var inForce = PolicyInForce.Find(ledger, session, texts, isNew: false);
        var latest = ThreadQuery.Latest(ledger, session, null) ?? default;
        var situation = Situation.Find(ledger, environment, inForce.Policy, guarded, latest);
        List<Context> places = [latest with { Project = latest.Project ?? guarded.Project ?? folder }, .. SpendQuery.Session(ledger, session).Select(row => row.Context)];
        var limits = everywhere ? situation.Limits : [.. situation.Limits.Where(limit => places.Exists(place => limit.Budget.Scope.MayApplyTo(place)))];
        return new LimitCheck(session, situation.Session, guarded.AuthMode, guarded.Evidence, limits, inForce.Changed, [.. inForce.Policy.Broken.SelectMany(broken => broken.Errors)]);
    });

    private static GuardedSession Unseen(LedgerStore ledger, GuardEnvironment environment, string session, string? folder)
    {
        var span = SpendQuery.Span(ledger, session);
        var guess = SessionAuth.Guess(environment, session, span?.First ?? environment.Now, SessionQuery.Find(ledger, session)?.Project ?? folder);
        return guess with { CallsBefore = Judge.Sum(SpendQuery.Session(ledger, session), Scope.Everything).ToolCalls };
    }
}
