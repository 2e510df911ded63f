using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard;

/// <summary>Where a session stands: what it and the periods around it have used, and every limit against that.</summary>
/// <param name="Context">What is going on in the thread that the event is about.</param>
/// <param name="Session">What the session used.</param>
internal sealed record Situation(Context Context, Spent Session, IReadOnlyList<LimitStatus> Limits)
{
    /// <summary>The limits that stop what is going on now.</summary>
    public IEnumerable<LimitStatus> Stops(Context context) => Limits.Where(limit => limit.Stops && limit.Budget.Scope.Matches(context));

    /// <summary>
    /// Whether a response that is not in the ledger yet may decide: it could cross a limit, or belong to what has no budget
    /// left, and nothing stops everything already.
    /// </summary>
    public bool NextResponseMayDecide => Undecided.Any(limit => limit.Used + NextResponse.AtMost(limit.Limit.Kind) >= limit.Value);

    /// <summary>Whether it would, were it like the largest so far.</summary>
    public bool NextResponseLikelyDecides => Undecided.Any(limit => limit.IsWithinReach);

    private IEnumerable<LimitStatus> Undecided => Limits.Any(limit => limit.Stops && limit.Budget.Scope.IsEverything)
        ? []
        : Limits.Where(limit => limit.Limit.Enforcement == Enforcement.FailFast && limit.Advisory is null
            && (limit.Limit.Kind is not (LimitKind.WallTime or LimitKind.ToolCalls) || limit.IsBreached));

    /// <summary>In a write transaction, after the session's new lines are in.</summary>
    public static Situation Find(LedgerStore ledger, GuardEnvironment environment, EffectivePolicy policy, GuardedSession guarded, Context context)
    {
        var rows = SpendQuery.Session(ledger, guarded.Session);
        var session = Judge.Sum(rows, Scope.Everything);
        session.Seconds = Seconds(ledger, environment, guarded);

        // The transcript holds calls that were denied and calls that nobody has decided about yet; neither ran. The
        // difference belongs to what is going on.
        var correction = new SpendRow(context, new Spent { ToolCalls = guarded.Calls - session.ToolCalls });
        session.ToolCalls = guarded.Calls;
        var periods = new Dictionary<BudgetPeriod, IReadOnlyList<SpendRow>> { [BudgetPeriod.Session] = [.. rows, correction] };
        IReadOnlyList<SpendRow> SpentIn(BudgetPeriod period)
        {
            if (!periods.TryGetValue(period, out var spent))
            {
                var since = Start(environment.Time, period, environment.Now);
                spent = [.. SpendQuery.Since(ledger, since), correction, .. CountsCalls(policy, period) ? Corrections(ledger, guarded.Session, since) : []];
                periods.Add(period, spent);
            }

            return spent;
        }

        var overrides = Overrides.Read(ledger, guarded.Session, environment.Now);
        var limits = Judge.All(policy, guarded.AuthMode, SpentIn, session.Seconds, (budget, kind) => Overrides.For(overrides, budget, kind));
        return new Situation(context, session, limits);
    }

    private static bool CountsCalls(EffectivePolicy policy, BudgetPeriod period) =>
        policy.Files.Any(file => file.Budgets.Any(budget => budget.Period == period && budget.Limits.Any(limit => limit.Kind == LimitKind.ToolCalls)));

    private static IEnumerable<SpendRow> Corrections(LedgerStore ledger, string session, long since) => new GuardBook(ledger).CallsBesideTranscripts(session, since)
        .Select(other => new SpendRow(new Context(other.Project, null, null, null, null), new Spent { ToolCalls = other.Calls }));

    /// <summary>When the period began that an instant falls in.</summary>
    public static long Start(LocalTime time, BudgetPeriod period, long now)
    {
        if (period is BudgetPeriod.Total or BudgetPeriod.Session)
        {
            return long.MinValue;
        }

        var unit = period switch { BudgetPeriod.Day => Dimension.Day, BudgetPeriod.Week => Dimension.Week, _ => Dimension.Month };
        return time.StartOfDay(DateOnly.FromDateTime(new DateTime(time.Start(unit, now), DateTimeKind.Unspecified)));
    }

    private static long Seconds(LedgerStore ledger, GuardEnvironment environment, GuardedSession guarded)
    {
        var first = SpendQuery.Span(ledger, guarded.Session) is { } span ? Math.Min(span.First, guarded.Started) : guarded.Started;
        return Math.Max(0, environment.Now - first) / Timestamp.PerSecond;
    }
}
