using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Ledger.Ingest;

/// <summary>
/// Brings every row's cost to the price table in force. The table's fingerprint stands in the ledger, so that a new
/// table or override reprices on its own, and only then.
/// </summary>
internal static class Repricing
{
    private const string MetaKey = "price_set";

    /// <summary>Rows per transaction: other programs wait no longer than for one of these.</summary>
    private const int Chunk = 5_000;

    public static void RunIfNeeded(LedgerStore ledger, Pricer pricer, CancellationToken cancellation)
    {
        var database = ledger.Database;
        if (database.Text($"SELECT value FROM meta WHERE key = '{MetaKey}'") == pricer.Table.Fingerprint)
        {
            return;
        }

        var last = database.Scalar("SELECT max(id) FROM responses");
        using var rows = database.Prepare(
            """
            SELECT id, at, model, input, output, cache_write_5m, cache_write_1h, cache_read, web_searches, service_tier, speed, inference_geo, cost, unpriced
            FROM responses WHERE id > ?1 AND id <= ?2
            """);
        using var update = database.Prepare("UPDATE responses SET cost = ?2, unpriced = ?3 WHERE id = ?1");
        for (long from = 0; from < last; from += Chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            database.Write(() => Reprice(ledger.Names, pricer, rows.Bind(1, from).Bind(2, from + Chunk), update));
        }

        // Last, so that an interrupted run begins again.
        using var done = database.Prepare("INSERT INTO meta(key, value) VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2");
        done.Bind(1, MetaKey).Bind(2, pricer.Table.Fingerprint).Run();
    }

    private static void Reprice(NameTable names, Pricer pricer, Sqlite.Statement rows, Sqlite.Statement update)
    {
        while (rows.Step())
        {
            var usage = new Usage
            {
                Input = rows.Int64(3),
                Output = rows.Int64(4),
                CacheWrite5m = rows.Int64(5),
                CacheWrite1h = rows.Int64(6),
                CacheRead = rows.Int64(7),
                WebSearches = rows.Int64(8),
            };
            var price = pricer.Price(names.Name(rows.Int64OrNull(2)), rows.Int64OrNull(1), usage,
                names.Name(rows.Int64OrNull(9)), names.Name(rows.Int64OrNull(10)), names.Name(rows.Int64OrNull(11)));
            long? cost = price.IsKnown ? price.Pico : null;
            if (cost != rows.Int64OrNull(12) || (long)price.Unpriced != rows.Int64(13))
            {
                update.Bind(1, rows.Int64(0)).Bind(2, cost).Bind(3, (long)price.Unpriced).Run();
            }
        }
    }
}
