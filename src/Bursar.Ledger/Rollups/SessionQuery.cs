using Bursar.Ledger.Reports;
using Bursar.Transcripts;

namespace Bursar.Ledger.Rollups;

/// <summary>One session's usage from the sums that are kept, whatever the length of its history.</summary>
public static class SessionQuery
{
    /// <summary>In a write transaction; equal to <see cref="SessionUsages.Find"/>, which goes through every response.</summary>
    public static SessionUsage? Find(LedgerStore ledger, string session)
    {
        if (ledger.Names.Find(session) is not { } id)
        {
            return null;
        }

        RollupTable.Refresh(ledger.Database, id);
        var total = new UsageSums();
        var models = new Dictionary<long, UsageSums>();
        var agents = new Dictionary<long, (UsageSums Sums, HashSet<long> Ids)>();
        using (var rows = ledger.Database.Prepare($"SELECT model, agent, agent_id, {UsageSums.RollupColumns} FROM session_rollups WHERE session = ?1 GROUP BY 1, 2, 3 HAVING sum(messages) > 0 OR sum(input + output + cache_read + cache_write_5m + cache_write_1h) > 0"))
        {
            rows.Bind(1, id);
            while (rows.Step())
            {
                total.AddRollup(rows, 3);
                Sums(models, rows.Int64(0)).AddRollup(rows, 3);
                if (!agents.TryGetValue(rows.Int64(1), out var agent))
                {
                    agent = (new UsageSums(), []);
                    agents.Add(rows.Int64(1), agent);
                }

                agent.Sums.AddRollup(rows, 3);
                if (rows.Int64(2) is var agentId and not 0)
                {
                    agent.Ids.Add(agentId);
                }
            }
        }

        if (models.Count == 0)
        {
            return null;
        }

        var project = ProjectOf(ledger, id);
        var span = SpendQuery.Span(ledger, session);
        return new SessionUsage(session, Name(ledger, project), total,
            Models(ledger, models), Agents(ledger, agents),
            span is { } from ? Timestamp.ToDateTimeOffset(from.First) : null, span is { } to ? Timestamp.ToDateTimeOffset(to.Last) : null);
    }

    private static List<ModelUsage> Models(LedgerStore ledger, Dictionary<long, UsageSums> models)
    {
        var list = new List<ModelUsage>(models.Count);
        foreach (var (model, sums) in models)
        {
            list.Add(new ModelUsage(Name(ledger, model), sums));
        }

        list.Sort((left, right) => Costlier(left.Sums, left.Model, right.Sums, right.Model));
        return list;
    }

    private static List<AgentUsage> Agents(LedgerStore ledger, Dictionary<long, (UsageSums Sums, HashSet<long> Ids)> agents)
    {
        var list = new List<AgentUsage>(agents.Count);
        foreach (var (agent, (sums, ids)) in agents)
        {
            list.Add(new AgentUsage(Name(ledger, agent), agent == 0 ? 0 : ids.Count, sums));
        }

        list.Sort((left, right) => Costlier(left.Sums, left.Agent, right.Sums, right.Agent));
        return list;
    }

    private static int Costlier(UsageSums left, string? leftName, UsageSums right, string? rightName) =>
        right.Cost.CompareTo(left.Cost) is not 0 and var byCost ? byCost
        : right.Total.CompareTo(left.Total) is not 0 and var byTotal ? byTotal
        : string.CompareOrdinal(leftName, rightName);

    /// <summary>The project that a session began in, by its number among the names; 0 when it is not known.</summary>
    internal static long ProjectOf(LedgerStore ledger, string session)
    {
        if (ledger.Names.Find(session) is not { } id)
        {
            return 0;
        }

        RollupTable.Refresh(ledger.Database, id);
        return ProjectOf(ledger, id);
    }

    private static long ProjectOf(LedgerStore ledger, long session) =>
        ledger.Database.Scalar($"SELECT project FROM session_rollups WHERE session = ?1 AND NOT {RollupTable.IsEmpty} ORDER BY turns = 0, first IS NULL, first LIMIT 1", session);

    private static string? Name(LedgerStore ledger, long id) => ledger.Names.Name(id == 0 ? null : id);

    private static UsageSums Sums(Dictionary<long, UsageSums> models, long model)
    {
        if (!models.TryGetValue(model, out var sums))
        {
            sums = new UsageSums();
            models.Add(model, sums);
        }

        return sums;
    }
}
