using Bursar.Ledger.Sqlite;
using Bursar.Policy;

namespace Bursar.Ledger.Rollups;

/// <summary>What was spent, by all that a limit can ask for. Runs in a write transaction: stale sums are made anew first.</summary>
public static class SpendQuery
{
    private const string Sums =
        """
        sum(cost / 1000000), sum(cost % 1000000), sum(input), sum(cache_write_5m), sum(cache_write_1h), sum(cache_read), sum(output), sum(turns), sum(tool_calls), sum(unpriced_tokens),
        max(max_cost), max(max_input), max(max_output)
        """;

    // Without values in them, so that each is compiled once for all sessions and days.
    private const string Select = $"SELECT project, branch, model, skill, agent, {Sums}";
    private const string Group = $"NOT {RollupTable.IsEmpty} GROUP BY 1, 2, 3, 4, 5";
    private const string OfSession = $"{Select} FROM session_rollups WHERE session = ?1 AND {Group}";
    private const string OfAll = $"{Select} FROM rollups WHERE {Group}";
    private const string SinceQuarter = $"{Select} FROM rollups WHERE quarter >= ?1 AND {Group}";
    private const string BetweenQuarters = $"{Select} FROM rollups WHERE quarter >= ?1 AND quarter < ?2 AND {Group}";

    /// <summary>One session, its subagents included.</summary>
    public static IReadOnlyList<SpendRow> Session(LedgerStore ledger, string session)
    {
        if (ledger.Names.Find(session) is not { } id)
        {
            return [];
        }

        RollupTable.Refresh(ledger.Database, id);
        return Read(ledger, OfSession, id);
    }

    /// <summary>All sessions from an instant on, rounded down to a quarter of an hour; every local day begins on one.</summary>
    /// <param name="since">Microseconds of UTC; the smallest value stands for all time.</param>
    /// <param name="until">The end, not included.</param>
    public static IReadOnlyList<SpendRow> Since(LedgerStore ledger, long since, long until = long.MaxValue)
    {
        RollupTable.RefreshSince(ledger.Database, since);
        var (from, to) = (since / RollupTable.Quarter, until / RollupTable.Quarter);
        return (since, until) switch
        {
            (long.MinValue, long.MaxValue) => Read(ledger, OfAll),
            (_, long.MaxValue) => Read(ledger, SinceQuarter, from),
            _ => Read(ledger, BetweenQuarters, from, to),
        };
    }

    /// <summary>First and last response of a session, in microseconds of UTC; null when it has none with a time.</summary>
    public static (long First, long Last)? Span(LedgerStore ledger, string session)
    {
        if (ledger.Names.Find(session) is not { } id)
        {
            return null;
        }

        RollupTable.Refresh(ledger.Database, id);
        using var span = ledger.Database.Prepare($"SELECT min(first), max(last) FROM session_rollups WHERE session = ?1 AND NOT {RollupTable.IsEmpty}");
        return span.Bind(1, id).Step() && !span.IsNull(0) ? (span.Int64(0), span.Int64(1)) : null;
    }

    private static List<SpendRow> Read(LedgerStore ledger, string sql, params ReadOnlySpan<long> values)
    {
        using var rows = ledger.Database.Prepare(sql);
        for (var i = 0; i < values.Length; i++)
        {
            rows.Bind(i + 1, values[i]);
        }

        var spent = new List<SpendRow>();
        while (rows.Step())
        {
            spent.Add(new SpendRow(new Context(Name(ledger, rows, 0), Name(ledger, rows, 1), Name(ledger, rows, 2), Name(ledger, rows, 3), Name(ledger, rows, 4)), new Spent
            {
                // In two parts: a sum of 64 bits ends at 9.2 million dollars.
                Cost = ((Int128)rows.Int64(5) * 1_000_000) + rows.Int64(6),
                Input = rows.Int64(7),
                CacheWrite5m = rows.Int64(8),
                CacheWrite1h = rows.Int64(9),
                CacheRead = rows.Int64(10),
                Output = rows.Int64(11),
                Turns = rows.Int64(12),
                ToolCalls = rows.Int64(13),
                UnpricedTokens = rows.Int64(14),
                LargestCost = rows.Int64(15),
                LargestInput = rows.Int64(16),
                LargestOutput = rows.Int64(17),
            }));
        }

        return spent;
    }

    private static string? Name(LedgerStore ledger, Statement rows, int column) => rows.Int64(column) is var id and not 0 ? ledger.Names.Name(id) : null;
}
