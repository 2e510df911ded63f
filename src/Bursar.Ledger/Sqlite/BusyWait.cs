using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Bursar.Ledger.Sqlite;

/// <summary>
/// Waits for another writer by looking every millisecond. SQLite's own handler sleeps ever longer (up to 100 ms) and
/// would miss the turns that a bulk ingest leaves between its transactions.
/// </summary>
internal static unsafe partial class BusyWait
{
    [ThreadStatic]
    private static long _since;

    public static void Install(sqlite3 database, TimeSpan timeout) =>
        _ = BusyHandler(database.DangerousGetHandle(), &Wait, (nint)timeout.TotalMilliseconds);

    /// <param name="timeoutMilliseconds">After which SQLite reports that the ledger is locked.</param>
    /// <param name="count">How often this lock was waited for already.</param>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Wait(nint timeoutMilliseconds, int count)
    {
        var clock = TimeProvider.System;
        if (count == 0)
        {
            _since = clock.GetTimestamp();
        }

        if (clock.GetElapsedTime(_since).TotalMilliseconds >= timeoutMilliseconds)
        {
            return 0;
        }

        Pause();
        return 1;
    }

    public static void Pause()
    {
#pragma warning disable RS0030 // A lock on a file tells nobody when it is free; looking again is all there is.
        Thread.Sleep(1);
#pragma warning restore RS0030
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int BusyHandler(nint database, delegate* unmanaged[Cdecl]<nint, int, int> handler, nint argument);
}
