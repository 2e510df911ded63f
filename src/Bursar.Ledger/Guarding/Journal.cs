namespace Bursar.Ledger.Guarding;

/// <summary>What the guard did. The values are stored in the ledger: never renumber.</summary>
public enum JournalKind
{
    Warning = 0,
    Denial = 1,
    Stop = 2,
    Override = 3,
    Error = 4,
    Policy = 5,
}

/// <param name="At">Microseconds of UTC.</param>
/// <param name="Event">The hook event, or the command.</param>
public sealed record JournalEntry(long At, JournalKind Kind, string? Session, string? Event, string Message);

/// <summary>The guard's diary: warnings, denials, stops, overrides, errors. Never a prompt, a command line or a tool's text.</summary>
public static class Journal
{
    /// <summary>In the caller's transaction.</summary>
    public static void Write(LedgerStore ledger, JournalEntry entry)
    {
        using var insert = ledger.Database.Prepare("INSERT INTO journal(at, kind, session, event, message) VALUES (?1, ?2, ?3, ?4, ?5)");
        insert.Bind(1, entry.At).Bind(2, (long)entry.Kind).Bind(3, entry.Session).Bind(4, entry.Event).Bind(5, entry.Message).Run();
    }

    /// <summary>Whether the very same stands there already.</summary>
    public static bool Has(LedgerStore ledger, JournalEntry entry)
    {
        using var row = ledger.Database.Prepare("SELECT 1 FROM journal WHERE at = ?1 AND kind = ?2 AND session IS ?3 AND event IS ?4 AND message = ?5 LIMIT 1");
        return row.Bind(1, entry.At).Bind(2, (long)entry.Kind).Bind(3, entry.Session).Bind(4, entry.Event).Bind(5, entry.Message).Step();
    }

    /// <summary>The newest first.</summary>
    public static IReadOnlyList<JournalEntry> Read(LedgerStore ledger, string? session, long since, int max) => LedgerStore.Guarded(ledger.Path, () =>
    {
        using var rows = ledger.Database.Prepare("SELECT at, kind, session, event, message FROM journal WHERE at >= ?1 AND (?2 IS NULL OR session = ?2) ORDER BY at DESC, id DESC LIMIT ?3");
        rows.Bind(1, since).Bind(2, session).Bind(3, max);
        var entries = new List<JournalEntry>();
        while (rows.Step())
        {
            entries.Add(new JournalEntry(rows.Int64(0), (JournalKind)rows.Int64(1), rows.Text(2), rows.Text(3), rows.Text(4)!));
        }

        return (IReadOnlyList<JournalEntry>)entries;
    });
}
