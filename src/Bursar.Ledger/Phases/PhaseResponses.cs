using Bursar.Ledger.Reports;

namespace Bursar.Ledger.Phases;

/// <summary>Streams the responses of a session, its subagents' included, with the time at which each began.</summary>
internal static class PhaseResponses
{
    /// <param name="started">Microseconds of UTC: when the request was sent, else when the response was written; null when nothing tells.</param>
    public delegate void Visit(long? started, in UsageRow row);

    public static void ForEach(LedgerStore ledger, string session, Visit visit)
    {
        if (ledger.Names.Find(session) is not { } id)
        {
            return;
        }

        using var rows = ledger.Database.Prepare(
            """
            SELECT at, started, model, input, output, cache_write_5m, cache_write_1h, cache_read, web_searches, part, sidechain, final, unpriced, cost
            FROM responses WHERE session = ?1
            """);
        rows.Bind(1, id);
        while (rows.Step())
        {
            var at = rows.Int64OrNull(0);
            var started = rows.Int64OrNull(1);
            var row = new UsageRow
            {
                At = at,
                Model = rows.Int64OrNull(2),
                Input = rows.Int64(3),
                Output = rows.Int64(4),
                CacheWrite5m = rows.Int64(5),
                CacheWrite1h = rows.Int64(6),
                CacheRead = rows.Int64(7),
                WebSearches = rows.Int64(8),
                Cost = rows.Int64(13),
            };
            row.Count(isResponse: rows.Int64(9) == 0, isMain: rows.Int64(10) == 0, isFinal: rows.Int64(11) != 0, isUnpriced: rows.Int64(12) != 0);
            // A line that says it is older than the one before it is believed: no response begins after it was written.
            visit(at is { } written && !(started < written) ? written : started, row);
        }
    }
}
