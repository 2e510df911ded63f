using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Bursar.Ledger.Sqlite;

/// <summary>How long to wait for other writers.</summary>
/// <param name="Standing">For a lock that nobody moves: its holder hangs, or waits for something else.</param>
/// <param name="Moving">In all, while others get their turn before.</param>
internal readonly record struct Patience(TimeSpan Standing, TimeSpan Moving)
{
    public static implicit operator Patience(TimeSpan time) => new(time, time);
}

/// <summary>
/// Waits for another writer by looking every millisecond. SQLite's own handler sleeps ever longer (up to 100 ms) and
/// would miss the turns that a bulk ingest leaves between its transactions.
/// </summary>
internal sealed unsafe partial class BusyWait : IDisposable
{
    /// <summary>How often it is looked whether others have written.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly string _log;
    private GCHandle _self;
    private long _started, _moved, _looked;
    private (long, DateTime) _seen;

    private BusyWait(string path, Patience patience) => (_log, Patience) = (path + "-wal", patience);

    public Patience Patience { get; set; }

    public static BusyWait Install(sqlite3 database, string path, Patience patience)
    {
        var wait = new BusyWait(path, patience);
        wait._self = GCHandle.Alloc(wait);
        _ = BusyHandler(database.DangerousGetHandle(), &Wait, GCHandle.ToIntPtr(wait._self));
        return wait;
    }

    /// <param name="self">The connection's wait.</param>
    /// <param name="count">How often this lock was waited for already.</param>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Wait(nint self, int count) => ((BusyWait)GCHandle.FromIntPtr(self).Target!).IsWorthWaiting(count) ? 1 : 0;

    /// <summary>What is to be done now can be left.</summary>
    public bool IsInHurry { get; set; }

    private bool IsWorthWaiting(int count)
    {
        if (IsInHurry)
        {
            return false;
        }

        var clock = TimeProvider.System;
        var now = clock.GetTimestamp();
        if (count == 0)
        {
            (_started, _moved, _looked, _seen) = (now, now, now, Written());
        }
        else if (Patience.Standing < Patience.Moving && clock.GetElapsedTime(_looked, now) >= Look)
        {
            _looked = now;
            if (Written() is var written && written != _seen)
            {
                (_moved, _seen) = (now, written);
            }
        }

        if (clock.GetElapsedTime(_moved, now) >= Patience.Standing || clock.GetElapsedTime(_started, now) >= Patience.Moving)
        {
            return false;
        }

        Pause();
        return true;
    }

    /// <summary>Changes with every transaction of anybody.</summary>
    private (long, DateTime) Written()
    {
        var log = new FileInfo(_log);
        return log.Exists ? (log.Length, log.LastWriteTimeUtc) : default;
    }

    public static void Pause()
    {
#pragma warning disable RS0030 // A lock on a file tells nobody when it is free; looking again is all there is.
        Thread.Sleep(1);
#pragma warning restore RS0030
    }

    /// <summary>After the connection was closed.</summary>
    public void Dispose()
    {
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int BusyHandler(nint database, delegate* unmanaged[Cdecl]<nint, int, int> handler, nint argument);
}
