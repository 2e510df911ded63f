using SQLitePCL;

namespace Bursar.Ledger.Sqlite;

/// <summary>One connection. Thin on purpose: statements bind spans and read integers, with nothing boxed in between.</summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _handle;
    /// <summary>Statements with values in their text differ from session to session; a connection that is kept shall not keep them all.</summary>
    private const int MaxIdle = 256;

    private readonly List<Statement> _statements = [];

    /// <summary>Compiled statements that nobody uses now: the same question is asked several times in one event.</summary>
    private readonly Dictionary<string, sqlite3_stmt> _idle = new(StringComparer.Ordinal);
    private readonly WriteQueue _queue;
    private BusyWait? _wait;
    private bool _isClosing;

    static Database()
    {
        SqliteLibrary.UseOwn();
        Batteries_V2.Init();

        // Nobody asks SQLite how much memory it uses; keeping count takes a lock around every allocation.
        // Refused (and harmless) when somebody in the process has used SQLite already.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private Database(sqlite3 handle, string path) => (_handle, Path, _queue) = (handle, path, new WriteQueue(path));

    public string Path { get; }

    internal nint NativeHandle => _handle.DangerousGetHandle();

    /// <summary>Of those in use and those kept for the next use.</summary>
    public int StatementCount => _statements.Count + _idle.Count;

    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Nothing may be written now, so sums that are stale stay it.</summary>
    public bool IsReadAsItIs { get; private set; }

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public bool IsReadOnly => raw.sqlite3_db_readonly(_handle, "main") == 1;

    public static Database OpenForWriting(string path, Patience patience) => Open(path, path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, patience);

    private static Database Open(string name, string path, int flags, Patience patience)
    {
        var result = raw.sqlite3_open_v2(name, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle, path);
        try
        {
            database.Check(result, "open");
            raw.sqlite3_extended_result_codes(handle, 1);
            database._wait = BusyWait.Install(handle, path, patience);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Switches to a write-ahead log. SQLite does not wait for its turn here, so two programs that make a ledger at once
    /// would refuse each other.
    /// </summary>
    public void UseLog(TimeSpan timeout)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (Text("PRAGMA journal_mode") == "wal" || Text("PRAGMA journal_mode = WAL") == "wal")
                {
                    return;
                }
            }
            catch (SqliteError e) when (e.IsBusy && TimeProvider.System.GetElapsedTime(started) < timeout)
            {
                BusyWait.Pause();
                continue;
            }

            // A file system without shared memory: the ordinary journal is slower, and as safe.
            return;
        }
    }

    /// <summary>A statement that lives as long as the connection, unless it is disposed of before.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(this, sql);
        _statements.Add(statement);
        return statement;
    }

    internal sqlite3_stmt Compile(string sql)
    {
        if (_idle.Remove(sql, out var idle))
        {
            return idle;
        }

        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle), sql);
        return handle;
    }

    /// <summary>Takes back what <see cref="Compile"/> gave, reset and with nothing bound.</summary>
    internal void Return(string sql, sqlite3_stmt handle)
    {
        if (_isClosing || _idle.Count >= MaxIdle || !_idle.TryAdd(sql, handle))
        {
            handle.Dispose();
        }
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql, null, null, out _), sql);

    public long Scalar(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <param name="sql">With one parameter: a text that is the same for every value is compiled once.</param>
    /// <param name="value">The parameter.</param>
    public long Scalar(string sql, long value)
    {
        using var statement = Prepare(sql);
        return statement.Bind(1, value).Step() ? statement.Int64(0) : 0;
    }

    /// <param name="sql">With one parameter.</param>
    /// <param name="value">The parameter.</param>
    public string? Text(string sql, string value)
    {
        using var statement = Prepare(sql);
        return statement.Bind(1, value).Step() ? statement.Text(0) : null;
    }

    public string? Text(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : null;
    }

    /// <summary>
    /// Opens a file that is not to be changed, also where SQLite may not put its log beside it; then the file must not
    /// have an unfinished log of its own.
    /// </summary>
    public static Database OpenReadOnly(string path, Patience patience)
    {
        var log = new FileInfo(path + "-wal");
        if (!Permissions.CanWrite(path) && log is not { Exists: true, Length: > 0 })
        {
            var uri = "file:" + path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal) + "?immutable=1";
            return Open(uri, path, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI, patience);
        }

        return Open(path, path, raw.SQLITE_OPEN_READONLY, patience);
    }

    /// <summary>Runs <paramref name="work"/> in a write transaction: all of it happens, or nothing.</summary>
    public T Write<T>(Func<T> work)
    {
        _queue.Enter(_wait!.IsInHurry ? TimeSpan.Zero : _wait.Patience.Standing);
        try
        {
            return WriteInTurn(work);
        }
        finally
        {
            _queue.Leave();
        }
    }

    private T WriteInTurn<T>(Func<T> work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            var result = work();
            Execute("COMMIT");
            return result;
        }
        catch
        {
            // SQLite has rolled back by itself after some errors; asking again would hide the first one.
            if (InTransaction)
            {
                raw.sqlite3_exec(_handle, "ROLLBACK", null, null, out _);
            }

            throw;
        }
    }

    /// <summary>The same for what can be left: when somebody else is writing, it throws at once.</summary>
    public void WriteUnlessBusy(Action work)
    {
        _wait!.IsInHurry = true;
        try
        {
            Write(work);
        }
        finally
        {
            _wait.IsInHurry = false;
        }
    }

    public void Write(Action work) => Write(() =>
    {
        work();
        return 0;
    });

    /// <summary>Runs several queries on one state of the file, whoever writes meanwhile.</summary>
    public T Read<T>(Func<T> work)
    {
        if (InTransaction)
        {
            return work();
        }

        Execute("BEGIN");
        try
        {
            return work();
        }
        finally
        {
            raw.sqlite3_exec(_handle, "ROLLBACK", null, null, out _);
        }
    }

    /// <summary>Runs <paramref name="work"/> on one state of the file, and lets nothing be written meanwhile.</summary>
    public T ReadAsItIs<T>(Func<T> work)
    {
        Execute("BEGIN");
        IsReadAsItIs = true;
        try
        {
            return work();
        }
        finally
        {
            IsReadAsItIs = false;
            raw.sqlite3_exec(_handle, "ROLLBACK", null, null, out _);
        }
    }

    /// <summary>
    /// Makes the connection ready for another's use, as if it had just been opened; whoever held a statement must forget it.
    /// </summary>
    public void Rest(Patience patience)
    {
        _wait!.Patience = patience;
        for (var i = _statements.Count - 1; i >= 0; i--)
        {
            _statements[i].Dispose();
        }

        if (_idle.Count < MaxIdle)
        {
            return;
        }

        foreach (var handle in _idle.Values)
        {
            handle.Dispose();
        }

        _idle.Clear();
    }

    /// <summary>Whether another file, or none, stands where the ledger was when it was opened.</summary>
    public bool HasMoved => FileControl.HasMoved(_handle);

    public void BackupTo(string path)
    {
        using var target = OpenForWriting(path, TimeSpan.FromSeconds(5));
        using var backup = raw.sqlite3_backup_init(target._handle, "main", _handle, "main");
        if (backup.IsInvalid)
        {
            target.Check(raw.sqlite3_extended_errcode(target._handle), "backup");
        }

        var result = raw.sqlite3_backup_step(backup, -1);
        if (result != raw.SQLITE_DONE)
        {
            target.Check(result, "backup");
        }
    }

    internal void Check(int result, string doing)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            Throw(result, doing);
        }
    }

    private void Throw(int result, string doing) => throw new SqliteError(result, raw.sqlite3_errmsg(_handle).utf8_to_string(), Path, doing);

    internal void Forget(Statement statement)
    {
        if (!_isClosing)
        {
            _statements.Remove(statement);
        }
    }

    public void Dispose()
    {
        _isClosing = true;
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        foreach (var handle in _idle.Values)
        {
            handle.Dispose();
        }

        _handle.Dispose();
        _wait?.Dispose();
        _queue.Dispose();
    }
}
