using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Alerting;

/// <summary>An alert on its way to one channel.</summary>
/// <param name="What">What it is about; each is told once to each channel.</param>
/// <param name="At">Microseconds of UTC, as all times here.</param>
/// <param name="Failure">Why the last attempt failed.</param>
public sealed record SpooledAlert(long Id, long At, string What, string Channel, string Title, string Body, int Attempts, long NextAt, long? DoneAt, string? Failure, bool GaveUp);

/// <summary>
/// Alerts wait here until they were delivered. A delivery is claimed for a while before it begins: two runs do not send it twice,
/// and after a crash it is tried again, under the same id.
/// </summary>
public sealed class AlertSpool(LedgerStore ledger)
{
    private const string Columns = "id, at, what, channel, title, body, attempts, next_at, done_at, failure, gave_up";

    /// <summary>In a write transaction.</summary>
    /// <returns>False when it was told, or is on its way, already.</returns>
    public bool Add(string what, string channel, string title, string body, long now)
    {
        using var insert = ledger.Database.Prepare("INSERT OR IGNORE INTO alerts_spool(at, what, channel, title, body, attempts, next_at, gave_up) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?1, 0)");
        insert.Bind(1, now).Bind(2, what).Bind(3, channel).Bind(4, title).Bind(5, body).Run();
        return ledger.Database.Changes > 0;
    }

    /// <summary>The next that is due, claimed until <paramref name="until"/>; null when there is none.</summary>
    public SpooledAlert? Claim(long now, long until) => ledger.Transact(() =>
    {
        if (Read($"done_at IS NULL AND gave_up = 0 AND next_at <= {now} ORDER BY id LIMIT 1") is not [var due])
        {
            return null;
        }

        ledger.Database.Execute($"UPDATE alerts_spool SET next_at = {until}, attempts = attempts + 1 WHERE id = {due.Id}");
        return due with { Attempts = due.Attempts + 1 };
    });

    public void Delivered(long id, long now) => ledger.Transact(() =>
    {
        ledger.Database.Execute($"UPDATE alerts_spool SET done_at = {now}, failure = NULL WHERE id = {id}");
        return 0;
    });

    /// <param name="nextAt">Null: it is given up.</param>
    public void Failed(long id, string failure, long? nextAt) => ledger.Transact(() =>
    {
        using var update = ledger.Database.Prepare("UPDATE alerts_spool SET failure = ?2, next_at = coalesce(?3, next_at), gave_up = ?3 IS NULL WHERE id = ?1");
        update.Bind(1, id).Bind(2, failure).Bind(3, nextAt).Run();
        return 0;
    });

    /// <summary>The newest first.</summary>
    public IReadOnlyList<SpooledAlert> Latest(int count) => LedgerStore.Guarded(ledger.Path, () => Read($"TRUE ORDER BY id DESC LIMIT {count}"));

    private List<SpooledAlert> Read(string where)
    {
        using var rows = ledger.Database.Prepare($"SELECT {Columns} FROM alerts_spool WHERE {where}");
        var alerts = new List<SpooledAlert>();
        while (rows.Step())
        {
            alerts.Add(new SpooledAlert(rows.Int64(0), rows.Int64(1), rows.Text(2)!, rows.Text(3)!, rows.Text(4)!, rows.Text(5)!, (int)rows.Int64(6), rows.Int64(7), rows.Int64OrNull(8), rows.Text(9), rows.Int64(10) != 0));
        }

        return alerts;
    }
}
