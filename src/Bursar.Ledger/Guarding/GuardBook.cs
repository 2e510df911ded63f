using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;
using Bursar.Policy;
using Bursar.Transcripts;

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

/// <summary>A tool call that the guard is asked about.</summary>
/// <param name="Agent">The subagent's id; null in the main thread.</param>
/// <param name="Id">By which the client names it.</param>
/// <param name="Slot">The response that made it; 0 as long as that is not known.</param>
public readonly record struct GuardedCall(string Session, string? Agent, string Id, long Slot)
{
    internal Statement BindTo(Statement row) => row.Bind(1, Session).Bind(2, Agent ?? "").Bind(3, Id).Bind(4, Slot);
}

/// <summary>The guard's own tables. Writes are made in the caller's transaction.</summary>
public sealed class GuardBook(LedgerStore ledger)
{
    /// <summary>Microseconds within which two questions about a call of the same id are about the same call.</summary>
    private const long Moment = 60 * Timestamp.PerSecond;

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

    /// <summary>What was decided about a tool call; null when nothing was.</summary>
    /// <param name="now">Microseconds of UTC.</param>
    public bool? DecisionAbout(in GuardedCall call, long now)
    {
        // Some gateways begin the numbers of calls anew in each thread or response, so an id alone names no call. Until its
        // response is there, a call is the one that was asked about a moment ago: two installed hooks ask about each.
        using var row = _database.Prepare(
            """
            SELECT allowed FROM call_decisions WHERE session = ?1 AND agent = ?2 AND call = ?3 AND (slot = ?4 OR ((slot = 0 OR ?4 = 0) AND at > ?5))
            ORDER BY slot = ?4 DESC, at DESC LIMIT 1
            """);
        return call.BindTo(row).Bind(5, now - Moment).Step() ? row.Int64(0) != 0 : null;
    }

    /// <summary>Whether a call that ran was asked about, however long ago.</summary>
    public bool WasAskedAbout(in GuardedCall call)
    {
        using var row = _database.Prepare("SELECT 1 FROM call_decisions WHERE session = ?1 AND agent = ?2 AND call = ?3 AND (slot = ?4 OR slot = 0 OR ?4 = 0) LIMIT 1");
        return call.BindTo(row).Step();
    }

    /// <param name="call">What was asked about.</param>
    /// <param name="allowed">Whether it may run.</param>
    /// <param name="context">What it belongs to.</param>
    /// <param name="at">When, in microseconds of UTC.</param>
    public void Decided(in GuardedCall call, bool allowed, in Context context, long at)
    {
        using var row = _database.Prepare("INSERT INTO call_decisions(session, agent, call, slot, allowed, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET allowed = ?5, at = ?6");
        call.BindTo(row).Bind(5, allowed ? 1 : 0).Bind(6, at).Run();
        using var count = _database.Prepare($"UPDATE guarded SET {(allowed ? "calls_allowed = calls_allowed" : "calls_denied = calls_denied")} + 1 WHERE session = ?1");
        count.Bind(1, call.Session).Run();
        if (allowed)
        {
            Count(call.Session, at / RollupTable.Quarter, context, 1);
        }
    }

    /// <summary>The calls that a session's transcripts held before the guard decided about any, by when and for what they were made.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pending">The response whose calls are being decided about now; they are not among them.</param>
    /// <param name="now">For those without a time.</param>
    public void CountBefore(string session, CallingResponse? pending, long now)
    {
        if (ledger.Names.Find(session) is not { } id)
        {
            return;
        }

        var left = (long)(pending?.Calls ?? 0);
        using var rows = _database.Prepare("SELECT quarter, project, branch, model, skill, agent, sum(tool_calls) FROM rollups WHERE session = ?1 AND tool_calls > 0 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY quarter DESC");
        rows.Bind(1, id);
        while (rows.Step())
        {
            var context = new Context(Name(rows, 1), Name(rows, 2), Name(rows, 3), Name(rows, 4), Name(rows, 5));
            var undecided = pending is { } response && response.Context == context ? Math.Min(left, rows.Int64(6)) : 0;
            left -= undecided;
            if (rows.Int64(6) > undecided)
            {
                Count(session, rows.Int64(0) >= 0 ? rows.Int64(0) : now / RollupTable.Quarter, context, rows.Int64(6) - undecided);
            }
        }
    }

    /// <summary>The tool calls of a session that ran or were let run, by what they belong to.</summary>
    public IReadOnlyList<SpendRow> Calls(string session)
    {
        using var rows = _database.Prepare("SELECT project, branch, model, skill, agent, sum(calls) FROM counted_calls WHERE session = ?1 GROUP BY 1, 2, 3, 4, 5");
        rows.Bind(1, session);
        return Rows(rows, (row, column) => row.Text(column) is { Length: > 0 } text ? text : null);
    }

    /// <summary>
    /// What turns the tool calls that transcripts hold in a period into those that ran, of the sessions that the guard knows:
    /// the former are taken off, the latter added.
    /// </summary>
    /// <param name="since">Microseconds of UTC; the smallest value stands for all time.</param>
    /// <param name="until">The end, not included.</param>
    public IReadOnlyList<SpendRow> CallsInsteadOfTranscripts(long since, long until)
    {
        var (from, to) = (since / RollupTable.Quarter, until / RollupTable.Quarter);
        using var held = _database.Prepare(
            """
            SELECT project, branch, model, skill, agent, -sum(tool_calls) FROM rollups
            WHERE quarter >= ?1 AND quarter < ?2 AND tool_calls > 0 AND session IN (SELECT n.id FROM guarded g JOIN names n ON n.name = g.session) GROUP BY 1, 2, 3, 4, 5
            """);
        held.Bind(1, from).Bind(2, to);
        using var ran = _database.Prepare("SELECT project, branch, model, skill, agent, sum(calls) FROM counted_calls WHERE quarter >= ?1 AND quarter < ?2 GROUP BY 1, 2, 3, 4, 5");
        ran.Bind(1, from).Bind(2, to);
        return [.. Rows(held, Name), .. Rows(ran, (row, column) => row.Text(column) is { Length: > 0 } text ? text : null)];
    }

    private void Count(string session, long quarter, in Context context, long calls)
    {
        using var row = _database.Prepare(
            "INSERT INTO counted_calls(quarter, session, project, branch, model, skill, agent, calls) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE SET calls = calls + ?8");
        row.Bind(1, quarter).Bind(2, session).Bind(3, context.Project ?? "").Bind(4, context.Branch ?? "").Bind(5, context.Model ?? "").Bind(6, context.Skill ?? "").Bind(7, context.Agent ?? "").Bind(8, calls).Run();
    }

    private static List<SpendRow> Rows(Statement rows, Func<Statement, int, string?> name)
    {
        var found = new List<SpendRow>();
        while (rows.Step())
        {
            found.Add(new SpendRow(new Context(name(rows, 0), name(rows, 1), name(rows, 2), name(rows, 3), name(rows, 4)), new Spent { ToolCalls = rows.Int64(5) }));
        }

        return found;
    }

    private string? Name(Statement rows, int column) => rows.Int64(column) is var id and not 0 ? ledger.Names.Name(id) : null;

    /// <summary>True the first time something is to be said.</summary>
    public bool SaysFirst(string session, string what)
    {
        using var row = _database.Prepare("INSERT OR IGNORE INTO said(session, what) VALUES (?1, ?2)");
        row.Bind(1, session).Bind(2, what).Run();
        return _database.Changes > 0;
    }
}
