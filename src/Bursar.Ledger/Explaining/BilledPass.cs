using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Ledger.Explaining;

/// <summary>One row of the ledger: a response, or a pass billed beside one, with where it stands and what it was priced at.</summary>
/// <param name="Key">What makes the response one: its message id, as a rule.</param>
/// <param name="Part">0 for the response itself, from 1 on for passes beside it.</param>
/// <param name="File">The transcript that holds the line of the bill; it may be gone.</param>
/// <param name="At">Microseconds of UTC; null when the line does not tell.</param>
/// <param name="Agent">The subagent's type; null in the main thread.</param>
/// <param name="Cost">Picodollars; null when it has no price.</param>
/// <param name="ReportedCost">What the client wrote beside it, as old ones did.</param>
public sealed record BilledPass(string Key, int Part, string Session, string? File, long Line, long? At, string? Model, Usage Usage,
    string? ServiceTier, string? Speed, string? InferenceGeo, bool IsFinal, string? Agent, long? Cost, Unpriced Unpriced, long? ReportedCost);

/// <summary>Finds what a figure is made of.</summary>
public static class BilledPasses
{
    private const string Columns =
        """
        r.key, r.part, r.session, f.path, r.line, r.at, r.model, r.input, r.output, r.cache_write_5m, r.cache_write_1h, r.cache_read, r.web_searches,
        r.service_tier, r.speed, r.inference_geo, r.final, r.agent, r.cost, r.unpriced, r.reported_cost FROM responses r LEFT JOIN files f ON f.id = r.file
        """;

    /// <summary>All of a session, in the order of time.</summary>
    public static IReadOnlyList<BilledPass> OfSession(LedgerStore ledger, string session) => LedgerStore.Guarded(ledger.Path, () =>
        ledger.Names.Find(session) is { } id ? Read(ledger, "r.session = ?1 ORDER BY r.at IS NULL, r.at, r.id", statement => statement.Bind(1, id)) : []);

    /// <summary>
    /// The response with a message id, or with the only id that begins so, and the passes beside it. Gateways reuse their ids: then
    /// all responses that have it.
    /// </summary>
    /// <exception cref="UserError">None, or several ids begin so.</exception>
    public static IReadOnlyList<BilledPass> OfMessage(LedgerStore ledger, string id) => LedgerStore.Guarded(ledger.Path, () =>
    {
        var slot = (long)ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(id));
        var passes = Read(ledger, "r.slot = ?2 AND r.key = ?1 ORDER BY r.part", statement => statement.Bind(1, id).Bind(2, slot));
        if (passes.Count > 0)
        {
            return passes;
        }

        // A gateway's key goes on after the id; a hash that another key has too makes a slot that is not the hash.
        passes = Read(ledger, "substr(r.key, 1, length(?1)) = ?1 ORDER BY r.key, r.part", statement => statement.Bind(1, id));
        var whole = passes.Where(pass => pass.Key == id || pass.Key[id.Length] == '|').ToList();
        passes = whole.Count > 0 ? whole : passes;
        var keys = passes.Select(pass => pass.Key).Distinct(StringComparer.Ordinal).Take(3).ToList();
        return keys.Count == 0 ? throw UserError.BadInput($"--message: there is no response {id} in the ledger.", "`bursar explain --session ID --all` lists the responses of a session.")
            : keys.Count > 1 && whole.Count == 0 ? throw UserError.BadInput($"--message: several responses begin with {id}, such as {keys[0]} and {keys[1]}.", "Give more of the id.")
            : passes;
    });

    private static List<BilledPass> Read(LedgerStore ledger, string where, Action<Sqlite.Statement> bind)
    {
        using var rows = ledger.Database.Prepare($"SELECT {Columns} WHERE {where}");
        bind(rows);
        var passes = new List<BilledPass>();
        while (rows.Step())
        {
            var usage = new Usage
            {
                Input = rows.Int64(7),
                Output = rows.Int64(8),
                CacheWrite5m = rows.Int64(9),
                CacheWrite1h = rows.Int64(10),
                CacheRead = rows.Int64(11),
                WebSearches = rows.Int64(12),
            };
            string? Name(int column) => ledger.Names.Name(rows.Int64OrNull(column));
            passes.Add(new BilledPass(rows.Text(0)!, (int)rows.Int64(1), Name(2)!, rows.Text(3), rows.Int64(4), rows.Int64OrNull(5), Name(6), usage,
                Name(13), Name(14), Name(15), rows.Int64(16) != 0, Name(17), rows.Int64OrNull(18), (Unpriced)rows.Int64(19), rows.Int64OrNull(20)));
        }

        return passes;
    }
}
