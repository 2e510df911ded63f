using Bursar.Ledger.Sqlite;
using Bursar.Pricing;

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
        using var pass = new RepricingPass(ledger, pricer, Chunk);
        long from = 0, last;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            (last, from) = database.Write(() =>
            {
                pass.Run(from);
                var end = database.Scalar("SELECT max(id) FROM responses");
                if (from + Chunk >= end)
                {
                    pass.LaySums();

                    // With the last rows, and only if nobody wrote by other prices meanwhile; else all is done again.
                    if (Meta(database, Strays) == strays)
                    {
                        SetMeta(database, PriceSet, pricer.Table.Fingerprint);
                    }
                }

                return (end, from + Chunk);
            });
        }
        while (from < last);
    }

    private static string? Meta(Database database, string key) => database.Text("SELECT value FROM meta WHERE key = ?1", key);

    private static void SetMeta(Database database, string key, string value)
    {
        using var set = database.Prepare("INSERT INTO meta(key, value) VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2");
        set.Bind(1, key).Bind(2, value).Run();
    }
}
