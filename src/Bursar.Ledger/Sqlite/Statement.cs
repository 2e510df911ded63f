using System.Text;
using SQLitePCL;

namespace Bursar.Ledger.Sqlite;

/// <summary>A prepared statement; parameters are numbered from 1, columns from 0.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle, string sql) : IDisposable
{
    private readonly sqlite3_stmt _handle = handle;

    public Statement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(_handle, index, value), sql);
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public Statement Bind(int index, ReadOnlySpan<byte> utf8)
    {
        database.Check(raw.sqlite3_bind_text(_handle, index, utf8), sql);
        return this;
    }

    public Statement Bind(int index, string? text)
    {
        if (text is null)
        {
            return BindNull(index);
        }

        database.Check(raw.sqlite3_bind_text(_handle, index, text), sql);
        return this;
    }

    private Statement BindNull(int index)
    {
        database.Check(raw.sqlite3_bind_null(_handle, index), sql);
        return this;
    }

    /// <summary>Moves to the next row; false after the last, when the statement is ready to run again.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_handle);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        raw.sqlite3_reset(_handle);
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
    public void Reset() => raw.sqlite3_reset(_handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_handle, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(_handle, column));

    public void Dispose()
    {
        _handle.Dispose();
        database.Forget(this);
    }
}
