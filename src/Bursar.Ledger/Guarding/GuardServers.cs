using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Guarding;

/// <summary>The MCP server that serves each client, by which a hook tells whether it still runs. Writes are made in the caller's transaction.</summary>
public sealed class GuardServers(LedgerStore ledger)
{
    private readonly Database _database = ledger.Database;

    public (int Process, long Started)? Find(int client, long clientStarted)
    {
        using var row = _database.Prepare("SELECT process, started FROM guard_servers WHERE client = ?1 AND client_started = ?2");
        return row.Bind(1, client).Bind(2, clientStarted).Step() ? ((int)row.Int64(0), row.Int64(1)) : null;
    }

    public void Note(int client, long clientStarted, int process, long started, long at)
    {
        using var save = _database.Prepare("INSERT OR REPLACE INTO guard_servers(client, client_started, process, started, at) VALUES (?1, ?2, ?3, ?4, ?5)");
        save.Bind(1, client).Bind(2, clientStarted).Bind(3, process).Bind(4, started).Bind(5, at).Run();
        using var forget = _database.Prepare("DELETE FROM guard_servers WHERE at < ?1");
        forget.Bind(1, at - LiveSessions.KeptFor).Run();
    }
}
