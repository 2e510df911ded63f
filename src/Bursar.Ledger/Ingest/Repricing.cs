using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Ledger.Ingest;

/// <summary>
/// Brings every row's cost to the price table in force. The table's fingerprint stands in the ledger, so that a new
/// table or override reprices on its own, and only then.
/// </summary>
internal static class Repricing
{
    private const string PriceSet = "price_set";

    /// <summary>Counts the transactions that wrote rows by other prices than those the ledger had been brought to.</summary>
    private const string Strays = "price_strays";

    /// <summary>Rows per transaction: other programs wait no longer than for one of these.</summary>
    private const int Chunk = 5_000;

    public static void RunIfNeeded(LedgerStore ledger, Pricer pricer, CancellationToken cancellation)
    {
        while (Meta(ledger.Database, PriceSet) != pricer.Table.Fingerprint)
        {
            Run(ledger, pricer, cancellation);
        }
    }

    public static bool IsCurrent(LedgerStore ledger, PriceTable prices) => Meta(ledger.Database, PriceSet) == prices.Fingerprint;

    /// <summary>Called in a transaction that writes rows: if they are priced otherwise than the rest, the ledger says so.</summary>
    public static void NoteWrite(Database database, Pricer pricer)
    {
        if (Meta(database, PriceSet) != pricer.Table.Fingerprint)
        {
            SetMeta(database, PriceSet, "");
            SetMeta(database, Strays, $"{long.Parse(Meta(database, Strays) ?? "0", System.Globalization.CultureInfo.InvariantCulture) + 1}");
        }
    }

    private static void Run(LedgerStore ledger, Pricer pricer, CancellationToken cancellation)
    {
        ledger.WritesMuch();
        var database = ledger.Database;
        var strays = Meta(database, Strays);
        using var rows = database.Prepare(
            """
            SELECT id, at, model, input, output, cache_write_5m, cache_write_1h, cache_read, web_searches, service_tier, speed, inference_geo, cost, unpriced, session
            FROM responses WHERE id > ?1 AND id <= ?2
            """);
        using var update = database.Prepare("UPDATE responses SET cost = ?2, unpriced = ?3 WHERE id = ?1");
        var rollups = new RollupTable(database);
        for (long from = 0, last = 0; from <= last; from += Chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            database.Write(() =>
            {
                Reprice(ledger.Names, pricer, rows.Bind(1, from).Bind(2, from + Chunk), update, rollups);
                rollups.Flush();
                last = database.Scalar("SELECT max(id) FROM responses");

                // With the last rows, and only if nobody wrote by other prices meanwhile; else all is done again.
                if (from + Chunk >= last && Meta(database, Strays) == strays)
                {
                    SetMeta(database, PriceSet, pricer.Table.Fingerprint);
                }
            });
        }
    }

    private static string? Meta(Database database, string key) => database.Text($"SELECT value FROM meta WHERE key = '{key}'");

    private static void SetMeta(Database database, string key, string value)
    {
        using var set = database.Prepare("INSERT INTO meta(key, value) VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2");
        set.Bind(1, key).Bind(2, value).Run();
    }

    private static void Reprice(NameTable names, Pricer pricer, Statement rows, Statement update, RollupTable rollups)
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
                rollups.Touch(rows.Int64(14), rows.Int64OrNull(1));
            }
        }
    }
}
