using Bursar.Attribution;
using Bursar.Ledger.Actions;
using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Reports;

/// <summary>Streams the rows that a filter lets through.</summary>
internal static class UsageRows
{
    public delegate void Visit(in UsageRow row);

    public delegate void Source(LedgerStore ledger, IReadOnlyList<Dimension> by, ReportFilter filter, LocalTime time, Visit visit);

    /// <summary>From the kept sums where they can answer, else response by response.</summary>
    public static void ForEach(LedgerStore ledger, IReadOnlyList<Dimension> by, ReportFilter filter, LocalTime time, Visit visit)
    {
        if (KeptRows.CanAnswer(by) && KeptRows.Stand(ledger))
        {
            KeptRows.Read(ledger.Database, by, Where(ledger, filter, time), visit);
        }
        else
        {
            ForEachSingle(ledger, by, filter, time, visit);
        }
    }

    /// <summary>Response by response.</summary>
    public static void ForEachSingle(LedgerStore ledger, IReadOnlyList<Dimension> by, ReportFilter filter, LocalTime time, Visit visit) =>
        Read(ledger.Database, by, filter.View, Where(ledger, filter, time), visit);

    private static string Where(LedgerStore ledger, ReportFilter filter, LocalTime time)
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
        return conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
    }

    private static void AddNames(LedgerStore ledger, List<string> conditions, string column, string? wanted, Func<string, string, bool> isWhole)
    {
        if (wanted is not null)
        {
            conditions.Add($"{column} IN ({string.Join(',', NameFilter.Find(ledger.Names.UsedBy(column), wanted, isWhole))})");
        }
    }

    /// <summary>Columns that only some views ask for; a row is decoded up to the last column that is read.</summary>
    private static readonly (string Column, Dimension[] Dimensions)[] Optional =
    [
        ("session", [Dimension.Session]), ("project", [Dimension.Project]), ("agent", [Dimension.Agent, Dimension.Action]), ("skill", [Dimension.Skill, Dimension.Action]),
        ("plugin", [Dimension.Plugin]), ("mcp_server", [Dimension.Mcp]), ("branch", [Dimension.Branch]), ("own_skill", [Dimension.Skill, Dimension.Action]),
        ("turn_kind", [Dimension.Action]), ("turn_label", [Dimension.Action]), ("answers", [Dimension.Tool]),
    ];

    private static void Read(Database database, IReadOnlyList<Dimension> by, ActionView view, string where, Visit visit)
    {
        var wanted = Array.ConvertAll(Optional, entry => entry.Dimensions.Any(by.Contains));
        var optional = string.Join(", ", Optional.Select((entry, i) => wanted[i] ? entry.Column : "NULL"));
        using var rows = database.Prepare(
            $"""
            SELECT at, model, input, output, cache_write_5m, cache_write_1h, cache_read, web_searches, part, sidechain, final, unpriced, cost, {optional}
            FROM responses {where}
            """);
        long? Name(int index) => wanted[index] ? rows.Int64OrNull(13 + index) : null;
        var isAction = by.Contains(Dimension.Action);
        while (rows.Step())
        {
            var row = new UsageRow
            {
                At = rows.Int64OrNull(0),
                Last = rows.Int64OrNull(0),
                Model = rows.Int64OrNull(1),
                Input = rows.Int64(2),
                Output = rows.Int64(3),
                CacheWrite5m = rows.Int64(4),
                CacheWrite1h = rows.Int64(5),
                CacheRead = rows.Int64(6),
                WebSearches = rows.Int64(7),
                Cost = rows.Int64(12),
                Session = Name(0),
                Project = Name(1),
                Agent = Name(2),
                Skill = ActionRule.Skill(view, Name(3), Name(7)),
                Plugin = Name(4),
                McpServer = Name(5),
                Branch = Name(6),
                Action = isAction ? ActionKey.Of(ActionRule.Of(view, Name(3), Name(7), Name(2), (TurnKind)(Name(8) ?? 0), Name(9))) : null,
                Answers = Name(10),
            };
            row.Count(isResponse: rows.Int64(8) == 0, isMain: rows.Int64(9) == 0, isFinal: rows.Int64(10) != 0, isUnpriced: rows.Int64(11) != 0);
            visit(row);
        }
    }
}
