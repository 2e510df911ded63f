using Bursar.Policy;

namespace Bursar.Ledger.Rollups;

/// <summary>One response, or a pass billed beside one, as limits count it.</summary>
/// <param name="At">Microseconds of UTC; null when the transcript tells no time.</param>
/// <param name="IsResponse">False for a pass; it follows its response.</param>
public sealed record SpendingResponse(string Session, long? At, bool IsResponse, Context Context, Spent Spent);

/// <summary>History as limits see it.</summary>
public static class ResponseQuery
{
    /// <summary>Response by response in the order of time; those without a time come first.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="session">One session, or null for all.</param>
    /// <param name="since">Microseconds of UTC, and then only those with a time; the smallest value stands for all.</param>
    /// <param name="each">Called for each.</param>
    public static void Each(LedgerStore ledger, string? session, long since, Action<SpendingResponse> each) => LedgerStore.Guarded(ledger.Path, () =>
    {
        long? id = session is null ? null : ledger.Names.Find(session) ?? -1;
        using var rows = ledger.Database.Prepare(
            $"""
            SELECT session, at, part, project, branch, model, skill, agent, coalesce(cost, 0), input, cache_write_5m, cache_write_1h, cache_read, output,
              part = 0 AND sidechain = 0, coalesce(length(tools) / 4, 0),
              CASE WHEN unpriced <> 0 THEN input + cache_write_5m + cache_write_1h + cache_read + output ELSE 0 END
            FROM responses WHERE {(since == long.MinValue ? "true" : $"at >= {since}")} {(id is null ? "" : $"AND session = {id}")} ORDER BY at, slot, part
            """);
        string? Name(int column) => ledger.Names.Name(rows.Int64OrNull(column));
        while (rows.Step())
        {
            each(new SpendingResponse(Name(0)!, rows.Int64OrNull(1), rows.Int64(2) == 0, new Context(Name(3), Name(4), Name(5), Name(6), Name(7)), new Spent
            {
                Cost = rows.Int64(8),
                Input = rows.Int64(9),
                CacheWrite5m = rows.Int64(10),
                CacheWrite1h = rows.Int64(11),
                CacheRead = rows.Int64(12),
                Output = rows.Int64(13),
                Turns = rows.Int64(14),
                ToolCalls = rows.Int64(15),
                UnpricedTokens = rows.Int64(16),
            }));
        }

        return 0;
    });
}
