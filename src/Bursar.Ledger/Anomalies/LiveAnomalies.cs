using Bursar.Anomalies;

namespace Bursar.Ledger.Anomalies;

/// <summary>What goes on out of the ordinary in a thread right now, at a cost that no history raises. In a write transaction.</summary>
public static class LiveAnomalies
{
    /// <summary>The thread's responses are looked for among so many of the session.</summary>
    private const int RecentOfSession = 200;

    private const int RecentOfThread = 60;
    private const int RecentOfType = 200;

    /// <returns>Those that its latest response is part of.</returns>
    public static IReadOnlyList<Finding> Find(LedgerStore ledger, string session, string? agentId)
    {
        var (watch, last) = Watch(ledger, session, agentId);
        return last is null ? []
            : [.. watch.Findings.Where(finding => finding.Until == last), .. agentId is null ? [] : Subagent(ledger, session, agentId)];
    }

    /// <summary>Whether the response that comes next may be the one that makes something a finding.</summary>
    public static bool IsNear(LedgerStore ledger, string session, string? agentId) => Watch(ledger, session, agentId).Watch.IsNear;

    private static (ThreadWatch Watch, long? Last) Watch(LedgerStore ledger, string session, string? agentId)
    {
        var watch = new ThreadWatch(session, agentId);
        if (ledger.Names.Find(session) is not { } id || (agentId is not null && ledger.Names.Find(agentId) is null))
        {
            return (watch, null);
        }

        var steps = new List<ThreadStep>();
        using (var rows = ledger.Database.Prepare(
            $"""
            SELECT {AnomalyQuery.Steps} FROM (SELECT * FROM responses WHERE session = {id} ORDER BY id DESC LIMIT {RecentOfSession})
            WHERE part = 0 AND at IS NOT NULL AND agent_id IS {(agentId is null ? "NULL" : $"{ledger.Names.Find(agentId)}")} LIMIT {RecentOfThread}
            """))
        {
            while (rows.Step())
            {
                steps.Add(AnomalyQuery.Step(rows, 0));
            }
        }

        // A bill that was replaced stands at the end again; time is what orders.
        foreach (var step in steps.OrderBy(step => step.At))
        {
            watch.Add(step);
        }

        return (watch, steps.Count == 0 ? null : steps.Max(step => step.At));
    }

    /// <summary>A subagent against others of its type.</summary>
    private static IEnumerable<Finding> Subagent(LedgerStore ledger, string session, string agentId)
    {
        var (sessionId, agent) = (ledger.Names.Find(session)!.Value, ledger.Names.Find(agentId)!.Value);
        AmountSpent? own = null;
        long type = 0;
        using (var row = ledger.Database.Prepare("SELECT agent, sum(cost), sum(messages), min(first), max(last) FROM session_rollups WHERE session = ?1 AND agent_id = ?2 AND agent <> 0 GROUP BY agent ORDER BY 2 DESC LIMIT 1"))
        {
            if (row.Bind(1, sessionId).Bind(2, agent).Step() && !row.IsNull(3))
            {
                type = row.Int64(0);
                own = new AmountSpent("subagent", "", agentId, session, agentId, row.Int64(3), row.Int64(4), row.Int64(1), row.Int64(2));
            }
        }

        if (own is null || own.Cost < (Int128)(AnomalyQuery.LeastSubagentDollars * Pricing.Money.PerDollar))
        {
            return [];
        }

        var others = new List<double>();
        using (var rows = ledger.Database.Prepare("SELECT cost FROM session_rollups WHERE agent = ?1 AND agent_id <> ?2 AND agent <> 0 AND cost > 0 LIMIT ?3"))
        {
            rows.Bind(1, type).Bind(2, agent).Bind(3, RecentOfType);
            while (rows.Step())
            {
                others.Add((double)Pricing.Money.ToDollars(rows.Int64(0)));
            }
        }

        return Spikes.Judge(own, FindingKind.RunawaySubagent, new OwnHistory(others), AnomalyQuery.LeastSubagentsBefore) is { } finding ? [finding] : [];
    }
}
