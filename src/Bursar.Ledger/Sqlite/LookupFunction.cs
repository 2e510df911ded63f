using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Bursar.Ledger.Sqlite;

/// <summary>
/// A function of SQL that finds a value by a row's id, so that one statement changes many rows: to run one for each takes
/// twice as long. SQLitePCLRaw's own functions make objects for every call.
/// </summary>
internal sealed unsafe partial class LookupFunction : IDisposable
{
    private const string Library = "e_sqlite3";

    private readonly nint _database;
    private readonly string _name;
    private readonly long[] _values;
    private GCHandle _self;

    /// <param name="database">Where it can be called from now on.</param>
    /// <param name="name">By which; it takes one argument.</param>
    /// <param name="count">How many ids it knows at a time.</param>
    public LookupFunction(Database database, string name, int count)
    {
        (_database, _name, _values) = (database.NativeHandle, name, new long[count]);
        _self = GCHandle.Alloc(this);
        database.Check(CreateFunction(_database, name, 1, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC, GCHandle.ToIntPtr(_self), &Call, 0, 0, 0), name);
    }

    /// <summary>The first of the ids that it knows now.</summary>
    public long First { get; set; }

    /// <summary>The value of an id; <see cref="long.MinValue"/> is NULL.</summary>
    public ref long this[long id] => ref _values[id - First];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(nint context, int count, nint* arguments)
    {
        var lookup = (LookupFunction)GCHandle.FromIntPtr(UserData(context)).Target!;
        var place = (ulong)(ValueInt64(*arguments) - lookup.First);
        if (place < (ulong)lookup._values.Length && lookup._values[place] is not long.MinValue and var value)
        {
            ResultInt64(context, value);
        }
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_create_function_v2", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int CreateFunction(nint database, string name, int arguments, int flags, nint data, delegate* unmanaged[Cdecl]<nint, int, nint*, void> call, nint step, nint final, nint destroy);

    [LibraryImport(Library, EntryPoint = "sqlite3_user_data")]
    [SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial nint UserData(nint context);

    [LibraryImport(Library, EntryPoint = "sqlite3_value_int64")]
    [SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial long ValueInt64(nint value);

    [LibraryImport(Library, EntryPoint = "sqlite3_result_int64")]
    [SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial void ResultInt64(nint context, long value);

    /// <summary>After the statements that call it are no longer run.</summary>
    public void Dispose()
    {
        if (_self.IsAllocated)
        {
            _ = CreateFunction(_database, _name, 1, raw.SQLITE_UTF8, 0, null, 0, 0, 0);
            _self.Free();
        }
    }
}
