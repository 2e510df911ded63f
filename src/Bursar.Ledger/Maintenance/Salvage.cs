using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Maintenance;

/// <summary>Takes over what can still be read of an old ledger, row by row, where the new one has no such row.</summary>
internal static class Salvage
{
    private static readonly string[] NameColumns = ["session", "agent_id", "agent", "project", "model", "service_tier", "speed", "inference_geo", "branch", "version", "skill", "plugin", "mcp_server", "mcp_tool"];

    private static readonly string[] ValueColumns = ["key", "slot", "part", "sidechain", "copy", "transcript_start", "at", "input", "output", "cache_write_5m", "cache_write_1h", "cache_read", "web_searches", "final", "tiebreak", "file", "line", "cost", "unpriced"];

    public static long Copy(string oldPath, LedgerStore target, List<string> lost)
    {
        Database old;
        try
        {
            old = Database.Open(oldPath, readOnly: true, TimeSpan.FromSeconds(1));
        }
        catch (SqliteError e)
        {
            lost.Add($"everything: {e.Reason}");
            return 0;
        }

        using (old)
        {
            // Ids of names and files differ between the two ledgers; a file that is gone keeps its path.
            var names = Read(old, "names", "SELECT id, name FROM names", lost, row => (row.Int64(0), row.Text(1)!)).ToDictionary(entry => entry.Item1, entry => entry.Item2);
            var paths = Read(old, "files", "SELECT id, path FROM files", lost, row => (row.Int64(0), row.Text(1)!)).ToDictionary(entry => entry.Item1, entry => entry.Item2);
            return target.Database.Write(() => CopyResponses(old, target, names, paths, lost));
        }
    }

    private static long CopyResponses(Database old, LedgerStore target, Dictionary<long, string> names, Dictionary<long, string> paths, List<string> lost)
    {
        var columns = string.Join(", ", ValueColumns.Concat(NameColumns));
        var parameters = string.Join(", ", Enumerable.Range(1, ValueColumns.Length + NameColumns.Length).Select(i => $"?{i}"));
        using var exists = target.Database.Prepare("SELECT 1 FROM responses WHERE slot = ?1 AND part = 0");
        using var insert = target.Database.Prepare($"INSERT OR IGNORE INTO responses({columns}) VALUES ({parameters})");
        using var addFile = target.Database.Prepare("INSERT OR IGNORE INTO files(path, size, modified, offset, line, start, start_found, head, tail, reader) VALUES (?1, -1, 0, 0, 0, 0, 0, 0, 0, 0)");
        using var findFile = target.Database.Prepare("SELECT id FROM files WHERE path = ?1");
        var copied = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in Read(old, "responses", $"SELECT {columns} FROM responses", lost, Values))
        {
            var key = row.Key;
            var isKnown = exists.Bind(1, row.Values[1]!.Value).Step();
            exists.Reset();
            if (isKnown && !copied.Contains(key))
            {
                continue;
            }

            copied.Add(key);
            insert.Bind(1, key);
            for (var i = 1; i < ValueColumns.Length; i++)
            {
                insert.Bind(i + 1, ValueColumns[i] == "file" ? File(row.Values[i]!.Value) : row.Values[i]);
            }

            for (var i = 0; i < NameColumns.Length; i++)
            {
                var id = row.Values[ValueColumns.Length + i];
                insert.Bind(ValueColumns.Length + i + 1, id is { } number ? target.Names.Id(names.GetValueOrDefault(number, $"#{number}")) : null);
            }

            insert.Run();
        }

        return copied.Count;

        long? File(long id)
        {
            var path = paths.GetValueOrDefault(id, $"#{id}");
            addFile.Bind(1, path).Run();
            findFile.Bind(1, path).Step();
            var found = findFile.Int64(0);
            findFile.Reset();
            return found;
        }
    }

    private static (string Key, long?[] Values) Values(Statement row)
    {
        var values = new long?[ValueColumns.Length + NameColumns.Length];
        for (var i = 1; i < values.Length; i++)
        {
            values[i] = row.Int64OrNull(i);
        }

        return (row.Text(0)!, values);
    }

    /// <summary>Reads until the end or until the damage; what came before the damage counts.</summary>
    private static List<T> Read<T>(Database old, string table, string sql, List<string> lost, Func<Statement, T> read)
    {
        var rows = new List<T>();
        try
        {
            using var statement = old.Prepare(sql);
            while (statement.Step())
            {
                rows.Add(read(statement));
            }
        }
        catch (SqliteError e)
        {
            lost.Add($"{table} after {rows.Count} rows: {e.Reason}");
        }

        return rows;
    }
}
