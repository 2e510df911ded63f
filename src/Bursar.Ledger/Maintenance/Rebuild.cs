using Bursar.Ledger.Ingest;
using Bursar.Ledger.Sqlite;
using Bursar.Pricing;

namespace Bursar.Ledger.Maintenance;

/// <summary>What a rebuild did.</summary>
/// <param name="Kept">Responses taken over from the old ledger because no transcript holds them any more.</param>
/// <param name="Lost">Tables of which a part could not be read, with the reason.</param>
/// <param name="OldFile">Where the old ledger lies now.</param>
public sealed record RebuildResult(IngestResult Ingest, long Kept, IReadOnlyList<string> Lost, string OldFile);

/// <summary>
/// Makes a new ledger from the transcripts, then adds from the old one what the transcripts no longer hold: rows outlive
/// files. The new file takes the old one's place only when it is complete.
/// </summary>
public static class Rebuild
{
    public static RebuildResult Run(string path, IEnumerable<string> roots, Pricer pricer, TimeProvider clock, Action<IngestProgress>? progress, CancellationToken cancellation) => LedgerStore.Guarded(path, () =>
    {
        var fresh = $"{path}.rebuild-{Environment.ProcessId}";
        DeleteAll(fresh);
        try
        {
            var lost = new List<string>();
            IngestResult ingest;
            long kept;
            using (var ledger = LedgerStore.Open(fresh))
            {
                ingest = new Ingestor(ledger, pricer).Run(roots, progress, cancellation);
                kept = File.Exists(path) ? new Salvage(ledger, pricer, lost).Copy(path) : 0;
                ledger.Database.Execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
            }

            var old = $"{path}.old-{clock.GetUtcNow():yyyyMMdd'T'HHmmss}";
            Replace(path, fresh, old);
            return new RebuildResult(ingest, kept, lost, old);
        }
        finally
        {
            DeleteAll(fresh);
        }
    });

    private static void Replace(string path, string fresh, string old)
    {
        foreach (var suffix in (string[])["-wal", "-shm"])
        {
            if (File.Exists(path + suffix))
            {
                File.Move(path + suffix, old + suffix, overwrite: true);
            }
        }

        if (File.Exists(path))
        {
            File.Move(path, old, overwrite: true);
        }

        File.Move(fresh, path);
    }

    private static void DeleteAll(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            File.Delete(path + suffix);
        }
    }
}
