using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Maintenance;

/// <summary>What a check of the ledger found.</summary>
/// <param name="Faults">What SQLite's own check says; empty when the file is sound.</param>
public sealed record LedgerCheckResult(IReadOnlyList<string> Faults, long Responses, long Files, long Bytes)
{
    public bool IsSound => Faults.Count == 0;
}

public static class LedgerCheck
{
    private const int MaxFaults = 20;

    public static LedgerCheckResult Run(string path) => LedgerStore.Guarded(path, () =>
    {
        try
        {
            using var database = Database.OpenReadOnly(path, LedgerStore.DefaultBusyTimeout);
            var faults = new List<string>();
            using (var check = database.Prepare($"PRAGMA integrity_check({MaxFaults})"))
            {
                while (check.Step())
                {
                    if (check.Text(0) is { } text and not "ok")
                    {
                        faults.Add(text);
                    }
                }
            }

            if (database.Scalar("PRAGMA user_version") == 0)
            {
                return new LedgerCheckResult(faults, 0, 0, new FileInfo(path).Length);
            }

            return new LedgerCheckResult(faults, database.Scalar("SELECT count(*) FROM responses WHERE part = 0"), database.Scalar("SELECT count(*) FROM files"), new FileInfo(path).Length);
        }
        catch (SqliteError e) when (e.IsCorrupt)
        {
            return new LedgerCheckResult([e.Reason], 0, 0, new FileInfo(path).Length);
        }
    });

    /// <summary>Writes a whole, consistent copy while others go on using the ledger.</summary>
    public static void Backup(string path, string target) => LedgerStore.Guarded(path, () =>
    {
        using var database = Database.OpenReadOnly(path, LedgerStore.DefaultBusyTimeout);
        try
        {
            database.BackupTo(target);
        }
        catch (SqliteError e)
        {
            throw UserError.Unusable($"The backup {target} could not be written: {e.Reason}.", "Choose a place with enough room where you may write.", e);
        }

        return 0;
    });
}
