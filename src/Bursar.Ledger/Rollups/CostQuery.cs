using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Rollups;

/// <summary>What a part of the usage cost.</summary>
/// <param name="Cost">Picodollars of what has a price.</param>
/// <param name="Responses">API responses.</param>
/// <param name="IsFloor">It is at least so much: some response never got its final usage, or the sums may be behind.</param>
/// <param name="HasUnpriced">Some of it has no price.</param>
public readonly record struct CostSum(long Cost, long Responses, bool IsFloor, bool HasUnpriced);

/// <summary>
/// Costs alone, from the sums that are kept. In a write transaction stale sums are made anew first; inside
/// <see cref="LedgerStore.ReadAsItIs"/> they are taken as they are, and are a floor.
/// </summary>
public static class CostQuery
{
    /// <summary>Microseconds by which instants are rounded down.</summary>
    public const long Step = RollupTable.Quarter;

    private const string Sums = "SELECT coalesce(sum(cost / 1000000), 0), coalesce(sum(cost % 1000000), 0), coalesce(sum(messages), 0), coalesce(sum(unfinished), 0), coalesce(sum(unpriced_rows), 0)";

    /// <summary>One session, its subagents included.</summary>
    public static CostSum Session(LedgerStore ledger, string session)
    {
        if (ledger.Names.Find(session) is not { } id)
        {
            return default;
        }

        RollupTable.Refresh(ledger.Database, id);
        return Read(ledger, $"{Sums} FROM session_rollups WHERE session = ?1", id);
    }

    /// <summary>One session from an instant on, rounded down to a quarter of an hour.</summary>
    /// <param name="since">Microseconds of UTC.</param>
    public static CostSum Session(LedgerStore ledger, string session, long since)
    {
        if (ledger.Names.Find(session) is not { } id)
        {
            return default;
        }

        RollupTable.Refresh(ledger.Database, id);
        return Read(ledger, $"{Sums} FROM rollups WHERE session = ?1 AND quarter >= ?2", id, since / RollupTable.Quarter);
    }

    /// <summary>All sessions from an instant on, rounded down to a quarter of an hour.</summary>
    /// <param name="since">Microseconds of UTC.</param>
    public static CostSum Since(LedgerStore ledger, long since)
    {
        RollupTable.RefreshSince(ledger.Database, since);
        return Read(ledger, $"{Sums} FROM rollups WHERE quarter >= ?1", since / RollupTable.Quarter);
    }

    private static CostSum Read(LedgerStore ledger, string sql, long first, long? second = null)
    {
        using Statement sum = ledger.Database.Prepare(sql);
        sum.Bind(1, first);
        if (second is { } value)
        {
            sum.Bind(2, value);
        }

        return sum.Step()
            ? new CostSum((long)Int128.Min(long.MaxValue, ((Int128)sum.Int64(0) * 1_000_000) + sum.Int64(1)), sum.Int64(2), sum.Int64(3) > 0 || ledger.Database.IsReadAsItIs, sum.Int64(4) > 0)
            : default;
    }
}
