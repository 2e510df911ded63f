using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Maintenance;

/// <summary>
/// Takes over what no transcript tells: the guard's journal, overrides, what it knows of sessions, the marks of phases, what the client told, and the alerts that
/// were told. Rows that cannot be read are listed, never guessed.
/// </summary>
internal static class GuardSalvage
{
    private static readonly (string Table, string Columns, int Count)[] Tables =
    [
        ("guarded", "session, started, project, auth_mode, auth_evidence, calls_before, calls_allowed, calls_denied", 8),
        ("call_decisions", "session, agent, call, slot, allowed, at", 6),
        ("counted_calls", "quarter, session, project, branch, model, skill, agent, calls", 8),
        ("pinned_policies", "session, path, source, content", 4),
        ("said", "session, what", 2),
        ("overrides", "id, at, until, session, budget, kind, amount", 7),
        ("journal", "id, at, kind, session, event, message", 6),
        ("phases", "id, key, name, estimate_cost, estimate_tokens", 5),
        ("phase_spans", "id, phase, parent, session, started, ended", 6),
        ("observations", "id, session, first_seen, last_seen, first_cost, last_cost, duration, api_duration, version, model", 10),
        ("reported", "session, path, model, line, input, output, cache_read, cache_write, web_searches, cost", 10),
        ("plan_limits", "id, period, at, used, resets_at", 5),
        ("alerts_spool", "id, at, what, channel, title, body, attempts, next_at, done_at, failure, gave_up", 11),
    ];

    public static void Copy(Database old, Database target, List<string> lost)
    {
        foreach (var (table, columns, count) in Tables)
        {
            try
            {
                if (old.Scalar($"SELECT count(*) FROM sqlite_schema WHERE name = '{table}'") > 0)
                {
                    Copy(old, target, table, columns, count);
                }
            }
            catch (SqliteError e)
            {
                lost.Add($"{table}, wholly or in part: {e.Reason}");
            }
        }
    }

    private static void Copy(Database old, Database target, string table, string columns, int count)
    {
        using var rows = old.Prepare($"SELECT {columns} FROM {table}");
        using var insert = target.Prepare($"INSERT OR IGNORE INTO {table}({columns}) VALUES ({string.Join(", ", Enumerable.Range(1, count).Select(i => $"?{i}"))})");
        while (rows.Step())
        {
            for (var i = 0; i < count; i++)
            {
                rows.CopyTo(insert, i);
            }

            insert.Run();
        }
    }
}
