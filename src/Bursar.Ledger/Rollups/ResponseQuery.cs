using Bursar.Policy;

namespace Bursar.Ledger.Rollups;

/// <summary>One response, or a pass billed beside one, as limits count it.</summary>
/// <param name="At">Microseconds of UTC.</param>
/// <param name="IsResponse">False for a pass beside a response.</param>
public sealed record SpendingResponse(string Session, long At, bool IsResponse, Context Context, Spent Spent);

/// <summary>History as limits see it, response by response, in the order of time. Responses without a time are left out.</summary>
public static class ResponseQuery
{
    /// <param name="ledger">The ledger.</param>
    /// <param name="session">One session, or null for all.</param>
    /// <param name="since">Microseconds of UTC.</param>
    public static IEnumerable<SpendingResponse> Read(LedgerStore ledger, string? session, long since)
    {
        long? id = session is null ? null : ledger.Names.Find(session) ?? -1;
        using var rows = ledger.Database.Prepare(
            $"""
            SELECT session, at, part, project, branch, model, skill, agent, coalesce(cost, 0), input, cache_write_5m, cache_write_1h, cache_read, output,
              part = 0 AND sidechain = 0, coalesce(length(tools) / 4, 0), unpriced <> 0
            FROM responses WHERE at >= {since} {(id is null ? "" : $"AND session = {id}")} ORDER BY at, id
            """);
        string? Name(int column) => ledger.Names.Name(rows.Int64OrNull(column));
        while (rows.Step())
        {
            yield return new SpendingResponse(Name(0)!, rows.Int64(1), rows.Int64(2) == 0, new Context(Name(3), Name(4), Name(5), Name(6), Name(7)), new Spent
            {
                Cost = rows.Int64(8),
                Input = rows.Int64(9),
                CacheWrite5m = rows.Int64(10),
                CacheWrite1h = rows.Int64(11),
                CacheRead = rows.Int64(12),
                Output = rows.Int64(13),
                Turns = rows.Int64(14),
                ToolCalls = rows.Int64(15),
                Unpriced = rows.Int64(16),
            });
        }
    }
}
