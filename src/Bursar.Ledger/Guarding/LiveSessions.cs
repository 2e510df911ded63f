using Bursar.Ledger.Sqlite;
using Bursar.Transcripts;

namespace Bursar.Ledger.Guarding;

/// <summary>The session that a running client is in.</summary>
public sealed record LiveSession(string Session, string? Transcript);

/// <summary>Which session each running client is in. Writes are made in the caller's transaction.</summary>
public sealed class LiveSessions(LedgerStore ledger)
{
    /// <summary>No client runs longer than this without an event; its process id is another's by then.</summary>
    internal const long KeptFor = 30L * 24 * 3600 * Timestamp.PerSecond;

    private readonly Database _database = ledger.Database;

    public LiveSession? Find(int process, long started)
    {
        using var row = _database.Prepare("SELECT session, transcript FROM clients WHERE process = ?1 AND started = ?2");
        return row.Bind(1, process).Bind(2, started).Step() ? new LiveSession(row.Text(0)!, row.Text(1)) : null;
    }

    /// <param name="process">The client's process id.</param>
    /// <param name="started">When that process started, in the platform's own measure.</param>
    /// <param name="session">Where it is.</param>
    /// <param name="at">Microseconds of UTC.</param>
    public void Note(int process, long started, LiveSession session, long at)
    {
        // Nearly every event tells what is known; only a change is written.
        if (Find(process, started) == session)
        {
            return;
        }

        using var save = _database.Prepare("INSERT OR REPLACE INTO clients(process, started, session, transcript, at) VALUES (?1, ?2, ?3, ?4, ?5)");
        save.Bind(1, process).Bind(2, started).Bind(3, session.Session).Bind(4, session.Transcript).Bind(5, at).Run();
        using var forget = _database.Prepare("DELETE FROM clients WHERE at < ?1");
        forget.Bind(1, at - KeptFor).Run();
    }
}
