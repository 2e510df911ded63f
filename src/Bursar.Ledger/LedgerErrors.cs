using Bursar.Ledger.Sqlite;
using SQLitePCL;

namespace Bursar.Ledger;

/// <summary>What went wrong with the ledger, in words: which file, why, and what to do.</summary>
internal static class LedgerErrors
{
    public static UserError Explain(SqliteError error) => error.PrimaryCode switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => UserError.Unusable(
            $"The ledger {error.Path} is damaged: {error.Reason}.",
            "Run `bursar ledger rebuild`: it keeps every row that can still be read, reads all transcripts again, and leaves the damaged file beside the new one.", error),
        raw.SQLITE_FULL => UserError.Unusable(
            $"The ledger {error.Path} could not grow: the disk is full.",
            "Free some space and run the command again; nothing that was in the ledger is lost.", error),
        raw.SQLITE_READONLY => UserError.Unusable(
            $"The ledger {error.Path} cannot be written: {error.Reason}.",
            "Make the file and its folder writable, or set BURSAR_HOME to a folder that is. `--no-ingest` reports without writing.", error),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => UserError.Unusable(
            $"The ledger {error.Path} cannot be opened: {error.Reason}.",
            "Check that the folder exists and that you may write there, or set BURSAR_HOME to a folder where you may.", error),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => UserError.Unusable(
            $"The ledger {error.Path} is locked by another program.",
            "Close programs that hold it open (a SQLite browser with an unfinished transaction, say) and try again.", error),
        raw.SQLITE_IOERR => UserError.Unusable(
            $"The ledger {error.Path} could not be read or written: {error.Reason}.",
            "Check the disk and its free space, then run `bursar ledger check`.", error),
        _ => UserError.Unusable($"The ledger {error.Path} could not be used: {error.Reason} (SQLite {error.Code}).", "Run `bursar ledger check`.", error),
    };

    public static UserError Explain(Exception error, string path) => UserError.Unusable(
        $"The ledger's folder {System.IO.Path.GetDirectoryName(path)} cannot be used: {error.Message}",
        "Make the folder writable, or set BURSAR_HOME to a folder that is.", error);
}
