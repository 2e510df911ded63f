using Bursar.Ledger.Rollups;

namespace Bursar.Ledger.Auditing;

/// <summary>
/// What clients told beyond their transcripts, kept by session, so that a budget of a month does not go through the totals of
/// all its sessions at every hook. Whatever a row is made from takes the row away when it changes (triggers of the schema).
/// </summary>
internal static class ReportedExtras
{
    /// <summary>By project, picodollars above zero. In a write transaction, after the sums of the period were made.</summary>
    public static List<(string? Project, Int128 Extra)> Since(LedgerStore ledger, long since, long until)
    {
        var found = new List<(string? Project, Int128 Extra)>();
        foreach (var session in Unknown(ledger, since))
        {
            var (project, last, extra) = Find(ledger, session);
            if (ledger.Names.Find(session) is { } id && !ledger.Database.IsReadAsItIs)
            {
                Keep(ledger, id, project, last, extra);
            }
            else if (extra > 0 && (since == long.MinValue || last >= since) && (last ?? long.MinValue) < until)
            {
                found.Add((Name(ledger, project), extra));
            }
        }

        using var rows = ledger.Database.Prepare("SELECT project, sum(extra) FROM reported_extras WHERE extra > 0 AND (?1 OR last >= ?2) AND coalesce(last, ?2) < ?3 GROUP BY project");
        rows.Bind(1, since == long.MinValue ? 1 : 0).Bind(2, since).Bind(3, until);
        while (rows.Step())
        {
            found.Add((Name(ledger, rows.Int64(0)), rows.Int64(1)));
        }

        return found;
    }

    /// <summary>Sessions of the period that no row is kept of; of all time those whose client told something, as the others add nothing.</summary>
    private static List<string> Unknown(LedgerStore ledger, long since)
    {
        using var rows = ledger.Database.Prepare(since == long.MinValue
            ? """
              SELECT t.session FROM (SELECT session FROM reported WHERE cost > 0 UNION SELECT session FROM observations WHERE last_cost > 0) t
              WHERE NOT EXISTS (SELECT 1 FROM names n JOIN reported_extras e ON e.session = n.id WHERE n.name = t.session)
              """
            : $"""
              SELECT n.name FROM (SELECT DISTINCT session FROM rollups WHERE quarter >= {since / RollupTable.Quarter}) r JOIN names n ON n.id = r.session
              WHERE NOT EXISTS (SELECT 1 FROM reported_extras e WHERE e.session = r.session)
              """);
        var sessions = new List<string>();
        while (rows.Step())
        {
            sessions.Add(rows.Text(0)!);
        }

        return sessions;
    }

    /// <summary>Totals that stand on lines alone do not count here: only clients wrote them that are long gone.</summary>
    private static (long Project, long? Last, Int128 Extra) Find(LedgerStore ledger, string session)
    {
        using var told = ledger.Database.Prepare("SELECT 1 FROM reported WHERE session = ?1 UNION ALL SELECT 1 FROM observations WHERE session = ?1 LIMIT 1");
        var extra = told.Bind(1, session).Step() ? ReportedSpend.Extra(ledger, session) ?? 0 : 0;
        return (SessionQuery.ProjectOf(ledger, session), SpendQuery.Span(ledger, session)?.Last, extra);
    }

    private static void Keep(LedgerStore ledger, long session, long project, long? last, Int128 extra)
    {
        using var insert = ledger.Database.Prepare("INSERT OR REPLACE INTO reported_extras(session, project, last, extra) VALUES (?1, ?2, ?3, ?4)");
        insert.Bind(1, session).Bind(2, project).Bind(3, last).Bind(4, (long)Int128.Clamp(extra, long.MinValue, long.MaxValue)).Run();
    }

    private static string? Name(LedgerStore ledger, long project) => ledger.Names.Name(project == 0 ? null : project);
}
