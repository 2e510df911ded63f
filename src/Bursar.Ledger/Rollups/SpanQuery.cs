using Bursar.Ledger.Reports;

namespace Bursar.Ledger.Rollups;

/// <summary>Usage between two instants, from the sums that are kept. In a write transaction, as stale sums are made anew first.</summary>
public static class SpanQuery
{
    /// <param name="since">Microseconds of UTC, rounded down to a quarter of an hour.</param>
    /// <param name="until">The end, not included; rounded down too.</param>
    public static UsageSums Between(LedgerStore ledger, long since, long until)
    {
        RollupTable.RefreshSince(ledger.Database, since);
        var sums = new UsageSums();
        using var rows = ledger.Database.Prepare($"SELECT {UsageSums.RollupColumns} FROM rollups WHERE quarter >= ?1 AND quarter < ?2 HAVING count(*) > 0");
        rows.Bind(1, since / RollupTable.Quarter).Bind(2, until / RollupTable.Quarter);
        while (rows.Step())
        {
            sums.AddRollup(rows, 0);
        }

        return sums;
    }

    /// <summary>The end of the last quarter of an hour in which anything was used; null when nothing was since then.</summary>
    /// <param name="since">Microseconds of UTC.</param>
    /// <param name="until">The end, not included.</param>
    public static long? LastUse(LedgerStore ledger, long since, long until)
    {
        RollupTable.RefreshSince(ledger.Database, since);
        using var row = ledger.Database.Prepare($"SELECT max(quarter) FROM rollups WHERE quarter >= ?1 AND quarter < ?2 AND NOT {RollupTable.IsEmpty}");
        return row.Bind(1, since / RollupTable.Quarter).Bind(2, until / RollupTable.Quarter).Step() && row.Int64OrNull(0) is { } quarter ? (quarter + 1) * RollupTable.Quarter : null;
    }
}
