using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;
using Bursar.Policy;

namespace Bursar.Ledger.Guarding;

/// <summary>What the guard knows of a session.</summary>
/// <param name="Started">Microseconds of UTC of the first event.</param>
/// <param name="Project">The folder whose policies apply.</param>
/// <param name="Evidence">What the way of paying was concluded from; never a secret.</param>
/// <param name="CallsBefore">Tool calls from before the guard decided about any.</param>
public sealed record GuardedSession(string Session, long Started, string? Project, AuthMode AuthMode, string Evidence, long CallsBefore, long CallsAllowed, long CallsDenied)
{
    /// <summary>Tool calls that ran or were let run.</summary>
    public long Calls => CallsBefore + CallsAllowed;
}

/// <summary>The guard's own tables. Writes are made in the caller's transaction.</summary>
public sealed class GuardBook(LedgerStore ledger)
{
    private readonly Database _database = ledger.Database;

    public GuardedSession? Find(string session)
    {
        using var row = _database.Prepare("SELECT started, project, auth_mode, auth_evidence, calls_before, calls_allowed, calls_denied FROM guarded WHERE session = ?1");
        return row.Bind(1, session).Step()
            ? new GuardedSession(session, row.Int64(0), row.Text(1), (AuthMode)row.Int64(2), row.Text(3)!, row.Int64(4), row.Int64(5), row.Int64(6))
            : null;
    }

    public void Save(GuardedSession guarded)
    {
        using var save = _database.Prepare(
            """
            INSERT INTO guarded(session, started, project, auth_mode, auth_evidence, calls_before, calls_allowed, calls_denied) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT(session) DO UPDATE SET started = ?2, project = ?3, auth_mode = ?4, auth_evidence = ?5, calls_before = ?6, calls_allowed = ?7, calls_denied = ?8
            """);
        save.Bind(1, guarded.Session).Bind(2, guarded.Started).Bind(3, guarded.Project).Bind(4, (long)guarded.AuthMode).Bind(5, guarded.Evidence)
            .Bind(6, guarded.CallsBefore).Bind(7, guarded.CallsAllowed).Bind(8, guarded.CallsDenied).Run();
    }

    /// <summary>
    /// Of the other sessions in a period: the tool calls that ran, less those that their transcripts hold, by project. Denied
    /// calls stand in transcripts, and calls that were let run may not stand there yet.
    /// </summary>
    /// <param name="session">The session to leave out.</param>
    /// <param name="since">Microseconds of UTC; the smallest value stands for all time.</param>
    public IReadOnlyList<(string? Project, long Calls)> CallsBesideTranscripts(string session, long since)
    {
        using var rows = _database.Prepare(
            """
            SELECT g.project, g.calls_before + g.calls_allowed - coalesce((SELECT sum(tool_calls) FROM rollups WHERE session = n.id), 0)
            FROM guarded g LEFT JOIN names n ON n.name = g.session
            WHERE g.session <> ?1 AND (g.started >= ?2 OR n.id IN (SELECT session FROM rollups WHERE quarter >= ?3))
            """);
        rows.Bind(1, session).Bind(2, since).Bind(3, since / RollupTable.Quarter);
        var calls = new List<(string?, long)>();
        while (rows.Step())
        {
            calls.Add((rows.Text(0), rows.Int64(1)));
        }

        return calls;
    }

    /// <summary>What was decided about a tool call; null when nothing was.</summary>
    public bool? DecisionAbout(string session, string call)
    {
        using var row = _database.Prepare("SELECT allowed FROM guarded_calls WHERE session = ?1 AND call = ?2");
        return row.Bind(1, session).Bind(2, call).Step() ? row.Int64(0) != 0 : null;
    }

    public void Decided(string session, string call, bool allowed, long at)
    {
        using var row = _database.Prepare("INSERT INTO guarded_calls(session, call, allowed, at) VALUES (?1, ?2, ?3, ?4)");
        row.Bind(1, session).Bind(2, call).Bind(3, allowed ? 1 : 0).Bind(4, at).Run();
        using var count = _database.Prepare($"UPDATE guarded SET {(allowed ? "calls_allowed = calls_allowed" : "calls_denied = calls_denied")} + 1 WHERE session = ?1");
        count.Bind(1, session).Run();
    }

    /// <summary>True the first time something is to be said.</summary>
    public bool SaysFirst(string session, string what)
    {
        using var row = _database.Prepare("INSERT OR IGNORE INTO said(session, what) VALUES (?1, ?2)");
        row.Bind(1, session).Bind(2, what).Run();
        return _database.Changes > 0;
    }
}
