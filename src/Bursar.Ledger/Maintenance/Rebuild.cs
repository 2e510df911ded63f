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
                ledger.AwaitCheckpoint();
                ledger.Database.Execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
            }

            cancellation.ThrowIfCancellationRequested();
            var old = $"{path}.old-{clock.GetUtcNow():yyyyMMdd'T'HHmmss}";
            Replace(path, fresh, old);
            return new RebuildResult(ingest, kept, lost, old);
        }
        finally
        {
            DeleteAll(fresh);
        }
    });

    /// <summary>
    /// Puts the new ledger in the place of the old with one rename, so that there is a whole ledger at every moment; a copy
    /// of the old stays beside it.
    /// </summary>
    private static void Replace(string path, string fresh, string old)
    {
        if (File.Exists(path))
        {
            MoveLogIntoFile(path);
            foreach (var suffix in (string[])["", "-wal"])
            {
                if (File.Exists(path + suffix))
                {
                    File.Copy(path + suffix, old + suffix, overwrite: true);
                }
            }
        }

        // A log left beside the new file would be taken for its own.
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        File.Move(fresh, path, overwrite: true);
    }

    private static void MoveLogIntoFile(string path)
    {
        try
        {
            using var database = Database.OpenForWriting(path, TimeSpan.FromSeconds(1));
            database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteError)
        {
            // Damaged: what could be read of file and log is in the new ledger, and both are copied as they are.
        }
    }

    private static void DeleteAll(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal", "-queue"])
        {
            File.Delete(path + suffix);
        }
    }
}
