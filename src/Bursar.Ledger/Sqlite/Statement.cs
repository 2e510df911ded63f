using System.Text;
using SQLitePCL;

namespace Bursar.Ledger.Sqlite;

/// <summary>
/// A prepared statement; parameters are numbered from 1, columns from 0. It is compiled when it is first used: of the
/// statements that are at hand for an event, most are not needed.
/// </summary>
internal sealed class Statement(Database database, string sql) : IDisposable
{
    private sqlite3_stmt? _handle;
    private bool _isDisposed;

    // None before the first use and after Dispose.
    private nint _native;

    private nint Native => _native != 0 ? _native : Compile();

    private sqlite3_stmt Handle => Native != 0 ? _handle! : throw new ObjectDisposedException(nameof(Statement));

    private nint Compile()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _handle = database.Compile(sql);
        return _native = _handle.DangerousGetHandle();
    }

    public Statement Bind(int index, long value)
    {
        database.Check(HotCalls.BindInt64(Native, index, value), sql);
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public Statement Bind(int index, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and to SQLite no address is NULL.
        database.Check(HotCalls.BindText(Native, index, utf8.IsEmpty ? "\0"u8 : utf8, utf8.Length, lifetime: -1), sql);
        return this;
    }

    public Statement Bind(int index, string? text)
    {
        if (text is null)
        {
            return BindNull(index);
        }

        database.Check(raw.sqlite3_bind_text(Handle, index, text), sql);
        return this;
    }

    public Statement BindBytes(int index, ReadOnlySpan<byte> bytes)
    {
        database.Check(bytes.IsEmpty ? HotCalls.BindNull(Native, index) : raw.sqlite3_bind_blob(Handle, index, bytes), sql);
        return this;
    }

    private Statement BindNull(int index)
    {
        database.Check(HotCalls.BindNull(Native, index), sql);
        return this;
    }

    /// <summary>Moves to the next row; false after the last, when the statement is ready to run again.</summary>
    public bool Step()
    {
        var result = HotCalls.Step(Native);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        database.Check(result, sql);
        return false;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Ends a query before its last row was read.</summary>
    public void Reset() => _ = _native == 0 ? 0 : HotCalls.Reset(_native);

    public bool IsNull(int column) => HotCalls.ColumnType(_native, column) == raw.SQLITE_NULL;

    public long Int64(int column) => HotCalls.ColumnInt64(_native, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(Handle, column));

    /// <summary>Bytes of a blob, valid until the next step; empty for NULL.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => IsNull(column) ? default : raw.sqlite3_column_blob(Handle, column);

    /// <summary>Binds a column's value, whatever its kind, to the parameter of the same place in another statement.</summary>
    public void CopyTo(Statement target, int column)
    {
        if (HotCalls.ColumnType(_native, column) == raw.SQLITE_INTEGER)
        {
            target.Bind(column + 1, Int64(column));
        }
        else
        {
            target.Bind(column + 1, Text(column));
        }
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        if (_handle is not null)
        {
            Reset();
            _ = raw.sqlite3_clear_bindings(_handle);
            database.Return(sql, _handle);
        }

        (_native, _handle, _isDisposed) = (0, null, true);
        database.Forget(this);
    }
}
