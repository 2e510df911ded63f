using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard.StatusLine;

/// <summary>Takes a status line's figures from the ledger: sums that are kept, never the responses themselves. Writes nothing but stale sums.</summary>
/// <param name="configuration">Null when it cannot be understood: what was spent can still be told.</param>
internal sealed class FigureReader(LedgerStore ledger, GuardEnvironment environment, StatusInput input, PolicyTexts texts, Configuration? configuration)
{
    private const long Hour = 60 * 60 * Timestamp.PerSecond;

    /// <summary>Of a session that has just begun, one response would make a rate of any height.</summary>
    private const long MinTime = 5 * 60 * Timestamp.PerSecond;

    private const string BrokenPolicy = "policy";

    private readonly long _now = environment.Now;

    /// <summary>In a transaction.</summary>
    public StatusFigures Read()
    {
        var figures = new StatusFigures { Today = CostQuery.Since(ledger, Situation.Start(environment.Time, BudgetPeriod.Day, _now)) };
        if (input.SessionId is not { } session)
        {
            return figures;
        }

        var cost = CostQuery.Session(ledger, session);
        var (nearest, unreadable) = Limits(session);
        return figures with
        {
            Session = cost.Responses > 0 ? cost : null,
            Burn = cost.Responses > 0 ? Burn(session) : null,
            Nearest = nearest,
            Unreadable = unreadable,
        };
    }

    /// <summary>Sums are kept by quarters of an hour, so the last hour begins on one: it is up to 75 minutes long.</summary>
    private Int128? Burn(string session)
    {
        if (SpendQuery.Span(ledger, session) is not { } span)
        {
            return null;
        }

        var since = Math.Max(0, _now - Hour) / CostQuery.Step * CostQuery.Step;
        var spent = CostQuery.Session(ledger, session, since);
        var time = Math.Max(MinTime, _now - Math.Max(since, span.First));
        return spent.Cost > 0 ? (Int128)spent.Cost * Hour / time : null;
    }

    private (LimitStatus? Nearest, string? Unreadable) Limits(string session)
    {
        if (configuration is null)
        {
            return (null, texts.Policy.Broken.Count > 0 ? BrokenPolicy : texts.Policy.CanStop ? "configuration" : null);
        }

        var book = new GuardBook(ledger);
        var known = book.Find(session);
        var policy = known is null ? texts.Policy : PolicyInForce.Find(ledger, session, texts, isNew: false).Policy;
        var unreadable = policy.Broken.Count > 0 ? BrokenPolicy : null;
        if (policy.Files.Count == 0)
        {
            return (null, unreadable);
        }

        var guarded = known ?? Unguarded(session, configuration.Paying);
        var latest = ThreadQuery.Latest(ledger, session, agentId: null);
        var context = new Context(latest?.Project ?? guarded.Project, latest?.Branch, latest?.Model ?? input.ModelId, latest?.Skill, null);
        var situation = Situation.Find(ledger, environment, policy, guarded, context);
        return (situation.Limits.Where(limit => limit.Budget.Scope.Matches(context)).OrderByDescending(Nearness.Of).ThenBy(limit => limit.Advisory is not null).FirstOrDefault(), unreadable);
    }

    /// <summary>A session without the guard's hooks: its limits stop nothing, and are shown as if they would.</summary>
    private GuardedSession Unguarded(string session, AuthMode? paying)
    {
        var auth = AuthProbe.Find(environment.Variables, environment.Home, input.Project, paying);
        var calls = Judge.Sum(SpendQuery.Session(ledger, session), Scope.Everything).ToolCalls;
        return new GuardedSession(session, _now, input.Project, auth.Mode, auth.Evidence, calls, 0, 0);
    }
}
