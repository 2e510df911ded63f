using SQLitePCL;

namespace Bursar.Ledger.Sqlite;

/// <summary>What SQLite refused. Stays inside the ledger: <see cref="LedgerErrors"/> turns it into words for the user.</summary>
internal sealed class SqliteError(int code, string message, string path, string doing) : Exception($"{message} (SQLite {code}) in {path}: {doing}")
{
    public int Code { get; } = code;

    public int PrimaryCode => Code & 0xff;

    public string Reason { get; } = message;

    public string Path { get; } = path;

    public bool IsCorrupt => PrimaryCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    public bool IsBusy => PrimaryCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;
}
