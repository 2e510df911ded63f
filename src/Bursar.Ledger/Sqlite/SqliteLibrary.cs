using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Bursar.Ledger.Sqlite;

/// <summary>
/// SQLite's library lies beside the program as it is installed. Looked for by name, some sixty files of the system's folders
/// are tried before, by every hook.
/// </summary>
internal static class SqliteLibrary
{
    private const string Name = "e_sqlite3";

    private static readonly string s_path = Path.Combine(AppContext.BaseDirectory,
        OperatingSystem.IsWindows() ? $"{Name}.dll" : OperatingSystem.IsMacOS() ? $"lib{Name}.dylib" : $"lib{Name}.so");

    private static nint s_library;

    /// <summary>Before the first call.</summary>
    public static void UseOwn()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Find);
        NativeLibrary.SetDllImportResolver(typeof(SqliteLibrary).Assembly, Find);
    }

    /// <summary>Zero for where it is not: then it is looked for as ever, as for programs that were only built.</summary>
    private static nint Find(string name, Assembly assembly, DllImportSearchPath? search) =>
        name != Name ? 0 : s_library != 0 || NativeLibrary.TryLoad(s_path, out s_library) ? s_library : 0;
}
