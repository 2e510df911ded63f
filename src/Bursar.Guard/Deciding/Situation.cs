using Bursar.Ledger;
using Bursar.Ledger.Auditing;
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
    public bool NextResponseMayDecide => Undecided.Any(limit => limit.Used + NextResponse.MayAdd(limit) >= limit.Value);

    /// <summary>Whether something may be to be told at the end of a turn; a breach of what is only advice stops nothing before it.</summary>
    public bool HasLastWords => Limits.Any(limit => limit.Limit.Enforcement == Enforcement.PostHoc || limit.Budget.WarnAt.Count > 0 || (limit.Advisory is not null && !limit.IsBreached));

    private IEnumerable<LimitStatus> Undecided => Limits.Any(limit => limit.Stops && limit.Budget.Scope.IsEverything)
        ? []
        : Limits.Where(limit => limit.Limit.Enforcement == Enforcement.FailFast && limit.Advisory is null
            && (limit.Limit.Kind is not (LimitKind.WallTime or LimitKind.ToolCalls) || limit.IsBreached));

    /// <summary>In a write transaction, after the session's new lines are in.</summary>
    public static Situation Find(LedgerStore ledger, GuardEnvironment environment, EffectivePolicy policy, GuardedSession guarded, Context context)
    {
        var now = environment.Now;
        var seconds = Math.Max(0, now - Began(ledger, guarded)) / Timestamp.PerSecond;
        return Find(ledger, environment.Time, policy, guarded, guarded.Calls, context, (now, long.MaxValue), seconds, Overrides.Read(ledger, guarded.Session, now));
    }

    /// <param name="ledger">In a write transaction.</param>
    /// <param name="time">Where days begin.</param>
    /// <param name="policy">The limits.</param>
    /// <param name="guarded">The session.</param>
    /// <param name="calls">Its tool calls that ran or were let run.</param>
    /// <param name="context">What is going on.</param>
    /// <param name="at">An instant in the periods that budgets count over, and where to stop counting.</param>
    /// <param name="seconds">The session's duration.</param>
    /// <param name="overrides">What a human has allowed on top; a budget's counts if it was allowed before the period's end.</param>
    public static Situation Find(LedgerStore ledger, LocalTime time, EffectivePolicy policy, GuardedSession guarded, long calls, Context context, (long In, long End) at, long seconds, IReadOnlyList<Override> overrides)
    {
        var rows = SpendQuery.Session(ledger, guarded.Session);
        var session = Judge.Sum(rows, Scope.Everything);
        session.Seconds = seconds;

        // The transcript holds calls that were denied and calls that nobody has decided about yet; neither ran.
        var book = new GuardBook(ledger);
        var ran = CountsCalls(policy, null) && book.Find(guarded.Session) is not null ? book.Calls(guarded.Session) : null;
        var rest = new SpendRow(context, new Spent { ToolCalls = calls - (ran is null ? session.ToolCalls : ran.Sum(row => row.Spent.ToolCalls)) });
        session.ToolCalls = calls;
        var own = ran is null ? [] : rows.Select(row => new SpendRow(row.Context, new Spent { ToolCalls = -row.Spent.ToolCalls })).Concat(ran);
        var periods = new Dictionary<BudgetPeriod, IReadOnlyList<SpendRow>> { [BudgetPeriod.Session] = [.. rows, .. own, rest, .. policy.AsksWhatIsReported ? ReportedSpend.Session(ledger, guarded.Session, context.Project ?? guarded.Project) : []] };
        IReadOnlyList<SpendRow> SpentIn(BudgetPeriod period)
        {
            if (!periods.TryGetValue(period, out var spent))
            {
                var since = Start(time, period, at.In);
                var until = at.End == long.MaxValue ? at.End : End(time, period, at.End);
                spent = [.. SpendQuery.Since(ledger, since, until), rest, .. policy.AsksWhatIsReported ? ReportedSpend.Since(ledger, since, until) : [], .. CountsCalls(policy, period) ? book.CallsInsteadOfTranscripts(since, until) : []];
                periods.Add(period, spent);
            }

            return spent;
        }

        var limits = Judge.All(policy, guarded.AuthMode, SpentIn, seconds, (budget, kind) => overrides.Count == 0 ? 0 : Overrides.For(overrides, budget, kind, End(time, budget.Period, at.In)));
        return new Situation(context, session, limits);
    }

    /// <summary>When a session began: its first event or its first response, in microseconds of UTC.</summary>
    public static long Began(LedgerStore ledger, GuardedSession guarded) =>
        SpendQuery.Span(ledger, guarded.Session) is { } span ? Math.Min(span.First, guarded.Started) : guarded.Started;

    /// <param name="policy">The limits.</param>
    /// <param name="period">Null for any.</param>
    private static bool CountsCalls(EffectivePolicy policy, BudgetPeriod? period)
    {
        foreach (var file in policy.Files)
        {
            foreach (var budget in file.Budgets)
            {
                if (period is null || budget.Period == period)
                {
                    foreach (var limit in budget.Limits)
                    {
                        if (limit.Kind == LimitKind.ToolCalls)
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }

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

    /// <summary>When the period ends that an instant falls in.</summary>
    private static long End(LocalTime time, BudgetPeriod period, long at)
    {
        if (period is BudgetPeriod.Total or BudgetPeriod.Session)
        {
            return long.MaxValue;
        }

        var unit = period switch { BudgetPeriod.Day => Dimension.Day, BudgetPeriod.Week => Dimension.Week, _ => Dimension.Month };
        var start = DateOnly.FromDateTime(new DateTime(time.Start(unit, at), DateTimeKind.Unspecified));
        return time.StartOfDay(period switch { BudgetPeriod.Day => start.AddDays(1), BudgetPeriod.Week => start.AddDays(7), _ => start.AddMonths(1) });
    }
}
