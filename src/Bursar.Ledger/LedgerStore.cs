using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger;

/// <summary>An open ledger. One per thread of work; several processes may hold one on the same file.</summary>
public sealed class LedgerStore : IDisposable
{
    /// <summary>How long a command waits for another program's write before it gives up.</summary>
    public static readonly TimeSpan DefaultBusyTimeout = TimeSpan.FromSeconds(10);

    private Task? _checkpoint;

    private LedgerStore(Database database)
    {
        Database = database;
        Names = new NameTable(database);
    }

    internal Database Database { get; }

    internal NameTable Names { get; }

    public string Path => Database.Path;

    /// <summary>Another number after every write of other programs, or of this one by another connection.</summary>
    public long Version => Guarded(Path, () => DataVersion);

    internal long DataVersion => Database.Scalar("PRAGMA data_version");

    /// <summary>Opens the ledger, makes it if there is none, and brings its tables up to date.</summary>
    /// <param name="path">The file.</param>
    /// <param name="busyTimeout">How long to wait for a lock that nobody moves.</param>
    /// <param name="queueTimeout">How long to wait in all while others write before; the same if it is not given.</param>
    public static LedgerStore Open(string path, TimeSpan? busyTimeout = null, TimeSpan? queueTimeout = null) => Guarded(path, () =>
    {
        var patience = busyTimeout ?? DefaultBusyTimeout;
        CreateFile(path);
        if (IsReadOnlyFile(path) && Permissions.Obstacle(path) is { } obstacle)
        {
            throw UserError.Unusable($"The ledger cannot be written: {obstacle.Path}: {obstacle.Error.Message}", "Make it writable, or set BURSAR_HOME to a folder that is. `--no-ingest` reports without writing.", obstacle.Error);
        }

        var database = Database.OpenForWriting(path, new Patience(patience, queueTimeout ?? patience));
        try
        {
            // With WAL a commit needs no fsync: after a power failure the last transactions may be gone, rows and offsets
            // together, and the next ingest reads those lines again.
            // A hook writes some ten pages; with 8 kB it takes 0.3 ms longer, and a first read only 2 % less.
            database.Execute("PRAGMA page_size = 4096");
            database.UseLog(patience);
            database.Execute("PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 33554432");
            Schema.Migrate(database);
            return new LedgerStore(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    });

    /// <summary>Opens the ledger for reading only; null when there is none yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="busyTimeout">How long to wait for a lock that nobody moves.</param>
    public static LedgerStore? OpenReadOnly(string path, TimeSpan? busyTimeout = null) => !File.Exists(path) ? null : Guarded<LedgerStore?>(path, () =>
    {
        var database = Database.OpenReadOnly(path, busyTimeout ?? DefaultBusyTimeout);
        try
        {
            database.Execute("PRAGMA temp_store = MEMORY");
            var version = database.Scalar("PRAGMA user_version");
            Schema.RefuseNewer(path, version);
            if (version == 0)
            {
                // Made, and nothing in it yet: whoever made it was stopped before the first table.
                database.Dispose();
                return null;
            }

            return version == Schema.Version
                ? new LedgerStore(database)
                : throw UserError.Unusable($"The ledger {path} was written by an older version of Bursar.", "Run `bursar ingest` once, so that the ledger is brought up to date.");
        }
        catch
        {
            database.Dispose();
            throw;
        }
    });

    /// <summary>Runs <paramref name="work"/> in a write transaction: all of it happens, or nothing.</summary>
    public T Transact<T>(Func<T> work) => Guarded(Path, () =>
    {
        try
        {
            return Database.Write(work);
        }
        catch
        {
            // Ids that the transaction had given are gone with it.
            Names.Clear();
            throw;
        }
    });

    /// <summary>
    /// Reads sums that are kept: in a write transaction, in which stale ones are made anew first, or of a ledger that may only be
    /// read, if none is stale.
    /// </summary>
    /// <exception cref="UserError">Sums are stale, and the ledger may only be read.</exception>
    public T WithSums<T>(Func<T> work) => !Database.IsReadOnly ? Transact(work) : ReadAsItIs(() => !RollupTable.AreStale(Database) ? work()
        : throw UserError.Unusable($"Sums that the ledger {Path} keeps are out of date, and it cannot be written.", "Make it writable, or copy it and set BURSAR_HOME to the copy's folder."));

    /// <summary>Reads without waiting for anybody and without writing: sums that are stale are taken as they are.</summary>
    public T ReadAsItIs<T>(Func<T> work) => Guarded(Path, () => Database.ReadAsItIs(work));

    /// <summary>Whether a failure is only that another program is writing.</summary>
    public static bool IsBusy(UserError error) => error.InnerException is SqliteError { IsBusy: true };

    /// <summary>Before much is written: the log is moved into the file every 32 MB instead of every 4, which is as often as hooks can bear.</summary>
    internal void WritesMuch() => Database.Execute("PRAGMA wal_autocheckpoint = 8000");

    /// <summary>
    /// Moves what a large ingest wrote from the log into the file, on a connection and thread of its own, while the caller
    /// goes on reading: at the end, closing would do it while the user waits.
    /// </summary>
    internal void CheckpointInBackground() => _checkpoint = Task.Run(() =>
    {
        using var database = Database.OpenForWriting(Path, TimeSpan.Zero);
        database.Execute("PRAGMA wal_checkpoint(PASSIVE)");
    });

    /// <summary>Before what nobody else may have the ledger open for.</summary>
    internal void AwaitCheckpoint()
    {
        try
        {
            _checkpoint?.Wait();
        }
        catch (AggregateException e) when (e.InnerException is SqliteError)
        {
            // Whoever closes the ledger last does it then, and says so if it cannot.
        }
    }

    /// <summary>Whether a ledger that rested is still what a fresh look would open.</summary>
    internal bool CanGoOn(Patience patience)
    {
        Database.Rest(patience);
        try
        {
            return !Database.HasMoved && Database.Scalar("PRAGMA user_version") == Schema.Version;
        }
        catch (SqliteError)
        {
            // Whoever opens it anew meets what is wrong, and says it.
            return false;
        }
    }

    /// <summary>Lets go of what was prepared and remembered for one event.</summary>
    internal void Rest()
    {
        Names.Rest();
        Database.Rest(DefaultBusyTimeout);
    }

    internal static T Guarded<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteError error)
        {
            throw LedgerErrors.Explain(error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LedgerErrors.Explain(error, path);
        }
    }

    /// <summary>A look that costs no file to be made: whether the mode alone forbids writing for the owner.</summary>
    private static bool IsReadOnlyFile(string path) => ((string[])["", "-wal", "-shm"]).Any(suffix =>
        File.Exists(path + suffix) && (File.GetAttributes(path + suffix) & FileAttributes.ReadOnly) != FileAttributes.None);

    /// <summary>Makes folder and file before SQLite does, so that nobody else can read them at any moment.</summary>
    private static void CreateFile(string path)
    {
        OwnFiles.CreateFolder(System.IO.Path.GetDirectoryName(path)!);
        if (!OperatingSystem.IsWindows() && !File.Exists(path))
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite | FileShare.Delete,
                UnixCreateMode = OwnFiles.OwnerFile,
            });
        }
    }

    public void Dispose()
    {
        AwaitCheckpoint();
        Database.Dispose();
    }
}
