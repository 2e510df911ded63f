using System.Runtime.InteropServices;
using SQLitePCL;

namespace Bursar.Ledger.Sqlite;

/// <summary>What SQLite's file layer tells, which SQLitePCLRaw has no call for.</summary>
internal static partial class FileControl
{
    /// <summary><c>SQLITE_FCNTL_HAS_MOVED</c> of sqlite3.h.</summary>
    private const int HasMovedCode = 20;

    /// <summary>True also where it cannot be told, as on Windows, where an open file cannot be replaced anyway.</summary>
    public static bool HasMoved(sqlite3 database) => Call(database.DangerousGetHandle(), "main", HasMovedCode, out var moved) != raw.SQLITE_OK || moved != 0;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int Call(nint database, string schema, int code, out int answer);
}
