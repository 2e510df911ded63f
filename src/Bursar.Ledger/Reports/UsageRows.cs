using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Reports;

/// <summary>Streams the rows that a filter lets through.</summary>
internal static class UsageRows
{
    public delegate void Visit(in UsageRow row);

    public static void ForEach(LedgerStore ledger, ReportFilter filter, LocalTime time, Visit visit)
    {
        var conditions = new List<string>();
        if (filter.Since is { } since)
        {
            conditions.Add($"at >= {time.StartOfDay(since)}");
        }

        if (filter.Until is { } until)
        {
            conditions.Add($"at < {time.StartOfDay(until.AddDays(1))}");
        }

        AddNames(ledger, conditions, "project", filter.Project, NameFilter.MatchesProject);
        AddNames(ledger, conditions, "model", filter.Model, NameFilter.MatchesWhole);
        AddNames(ledger, conditions, "session", filter.Session, NameFilter.MatchesWhole);
        var where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
        Read(ledger.Database, where, visit);
    }

    private static void AddNames(LedgerStore ledger, List<string> conditions, string column, string? wanted, Func<string, string, bool> isWhole)
    {
        if (wanted is not null)
        {
            conditions.Add($"{column} IN ({string.Join(',', NameFilter.Find(ledger.Names.UsedBy(column), wanted, isWhole))})");
        }
    }

    private static void Read(Database database, string where, Visit visit)
    {
        using var rows = database.Prepare(
            $"""
            SELECT at, model, session, project, agent, skill, plugin, mcp_server, branch, input, output, cache_write_5m, cache_write_1h,
              cache_read, web_searches, part, sidechain, final, unpriced, cost
            FROM responses {where}
            """);
        while (rows.Step())
        {
            var isResponse = rows.Int64(15) == 0;
            var row = new UsageRow
            {
                At = rows.Int64OrNull(0),
                Model = rows.Int64OrNull(1),
                Session = rows.Int64OrNull(2),
                Project = rows.Int64OrNull(3),
                Agent = rows.Int64OrNull(4),
                Skill = rows.Int64OrNull(5),
                Plugin = rows.Int64OrNull(6),
                McpServer = rows.Int64OrNull(7),
                Branch = rows.Int64OrNull(8),
                Input = rows.Int64(9),
                Output = rows.Int64(10),
                CacheWrite5m = rows.Int64(11),
                CacheWrite1h = rows.Int64(12),
                CacheRead = rows.Int64(13),
                WebSearches = rows.Int64(14),
                Messages = isResponse ? 1 : 0,
                Turns = isResponse && rows.Int64(16) == 0 ? 1 : 0,
                Unfinished = isResponse && rows.Int64(17) == 0 ? 1 : 0,
                UnpricedMessages = rows.Int64(18) == 0 ? 0 : 1,
                Cost = rows.Int64(19),
            };
            visit(row);
        }
    }
}
