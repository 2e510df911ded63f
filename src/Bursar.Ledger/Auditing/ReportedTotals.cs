using Bursar.Ledger.Observing;
using Bursar.Transcripts;

namespace Bursar.Ledger.Auditing;

/// <summary>Finds what the client says that a session cost.</summary>
public static class ReportedTotals
{
    /// <summary>By how much the start of one process differs from look to look, in milliseconds.</summary>
    private const long Slack = 5_000;

    /// <summary>
    /// The larger of what a status line saw and what the client wrote at its exit: both count upwards, so the larger is the later.
    /// Else the sum of what stands on its lines; null when the client told nothing.
    /// </summary>
    public static ReportedTotal? Find(LedgerStore ledger, string session) => LedgerStore.Guarded(ledger.Path, () =>
    {
        var (state, seen) = (AtExit(ledger, session), OnStatusLine(ledger, session));
        return state is not null && (seen is null || state.Own >= seen.Own) ? state : seen ?? OnLines(ledger, session);
    });

    /// <summary>Sessions of which the client told anything.</summary>
    public static IReadOnlySet<string> Sessions(LedgerStore ledger) => LedgerStore.Guarded(ledger.Path, () =>
    {
        using var rows = ledger.Database.Prepare("SELECT session FROM reported UNION SELECT session FROM observations UNION SELECT name FROM names WHERE id IN (SELECT session FROM responses WHERE reported_cost IS NOT NULL)");
        var sessions = new HashSet<string>(StringComparer.Ordinal);
        while (rows.Step())
        {
            sessions.Add(rows.Text(0)!);
        }

        return sessions;
    });

    private static ReportedTotal? AtExit(LedgerStore ledger, string session)
    {
        using var total = ledger.Database.Prepare("SELECT path, line, cost FROM reported WHERE session = ?1 AND model = '' ORDER BY cost DESC, path LIMIT 1");
        if (!total.Bind(1, session).Step())
        {
            return null;
        }

        var (path, line, models) = (total.Text(0)!, total.Int64(1), new List<ReportedUsage>());
        using var rows = ledger.Database.Prepare("SELECT model, input, output, cache_read, cache_write, web_searches, cost FROM reported WHERE session = ?1 AND path = ?2 AND line = ?3 AND model <> '' ORDER BY model");
        rows.Bind(1, session).Bind(2, path).Bind(3, line);
        while (rows.Step())
        {
            models.Add(new ReportedUsage(rows.Text(0), rows.Int64(1), rows.Int64(2), rows.Int64(3), rows.Int64(4), rows.Int64(5), rows.Int64(6)));
        }

        return new ReportedTotal(ReportedSource.CostState, total.Int64(2), 0, null, path, line, models);
    }

    private static ReportedTotal? OnStatusLine(LedgerStore ledger, string session)
    {
        var counts = Observations.OfSession(ledger, session);
        if (counts.Count == 0)
        {
            return null;
        }

        Int128 cost = 0, carried = Before(ledger, counts[0]);
        long last = 0;
        foreach (var count in counts)
        {
            cost += count.Last.Cost;
            // A process that resumes a session goes on from where the last one stopped, or begins at nothing.
            carried += last > 0 && count.FirstCost >= last ? last : 0;
            last = count.Last.Cost;
        }

        return new ReportedTotal(ReportedSource.StatusLine, cost, carried, counts.Max(count => count.LastSeen), null, null, []);
    }

    /// <summary>What the same process had counted in the session before: its start tells which it was.</summary>
    private static long Before(LedgerStore ledger, Observation first)
    {
        if (first.FirstCost == 0 || StartOf(first) is not { } started)
        {
            return 0;
        }

        using var rows = ledger.Database.Prepare(
            """
            SELECT last_cost FROM observations WHERE session <> ?1 AND last_seen <= ?2 AND last_cost <= ?3 AND duration IS NOT NULL
              AND abs(last_seen / 1000 - duration - ?4) <= ?5 ORDER BY last_seen DESC, id DESC LIMIT 1
            """);
        return rows.Bind(1, first.Session).Bind(2, first.FirstSeen).Bind(3, first.FirstCost).Bind(4, started).Bind(5, Slack).Step() ? rows.Int64(0) : 0;
    }

    /// <summary>When the count's process started, in milliseconds of UTC.</summary>
    private static long? StartOf(Observation count) => count.Last.Duration is { } duration ? (count.LastSeen / 1000) - duration : null;

    private static ReportedTotal? OnLines(LedgerStore ledger, string session)
    {
        if (ledger.Names.Find(session) is not { } id)
        {
            return null;
        }

        using var sum = ledger.Database.Prepare("SELECT sum(reported_cost), count(reported_cost) FROM responses WHERE session = ?1");
        return sum.Bind(1, id).Step() && sum.Int64(1) > 0 ? new ReportedTotal(ReportedSource.CostUsd, sum.Int64(0), 0, null, null, null, []) : null;
    }
}
