using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Observing;

/// <summary>The client's own account of a session, as it stands at one look.</summary>
/// <param name="Cost">Picodollars at list prices that its process has spent, background calls included.</param>
/// <param name="Duration">Milliseconds that it has counted; null when it does not tell.</param>
/// <param name="ApiDuration">Milliseconds of those that it waited for the API.</param>
/// <param name="Version">The client's version.</param>
/// <param name="Model">The model's id.</param>
public sealed record ClientAccount(long Cost, long? Duration, long? ApiDuration, string? Version, string? Model);

/// <summary>What was seen of one count of a session: its total begins anew with a process, or with <c>/clear</c>.</summary>
/// <param name="FirstSeen">Microseconds of UTC.</param>
/// <param name="LastSeen">Microseconds of UTC of the last look that found it changed.</param>
/// <param name="FirstCost">The total at the first look: above zero when it had been counting before.</param>
/// <param name="Last">The account at the last look.</param>
public sealed record Observation(string Session, long FirstSeen, long LastSeen, long FirstCost, ClientAccount Last);

/// <summary>The client's own figures, which are the only trace of calls that no transcript holds.</summary>
public static class Observations
{
    /// <summary>By how much the two clocks of a look may differ, in milliseconds.</summary>
    private const long Slack = 5_000;

    private const string Columns = "session, first_seen, last_seen, first_cost, last_cost, duration, api_duration, version, model";

    /// <summary>Writes down what a look found, if anything changed. In the caller's transaction.</summary>
    /// <param name="now">Microseconds of UTC.</param>
    public static void Note(LedgerStore ledger, string session, ClientAccount account, long now)
    {
        var (id, last) = Latest(ledger, session);
        if (last is null || BeginsAnew(last, account, now))
        {
            using var insert = ledger.Database.Prepare($"INSERT INTO observations({Columns}) VALUES (?1, ?2, ?2, ?3, ?3, ?4, ?5, ?6, ?7)");
            insert.Bind(1, session).Bind(2, now).Bind(3, account.Cost).Bind(4, account.Duration).Bind(5, account.ApiDuration).Bind(6, account.Version).Bind(7, account.Model).Run();
        }
        else if (account.Cost >= last.Last.Cost && Differs(last.Last, account))
        {
            using var update = ledger.Database.Prepare("UPDATE observations SET last_seen = ?2, last_cost = ?3, duration = coalesce(?4, duration), api_duration = coalesce(?5, api_duration), version = coalesce(?6, version), model = coalesce(?7, model) WHERE id = ?1");
            update.Bind(1, id).Bind(2, now).Bind(3, account.Cost).Bind(4, account.Duration).Bind(5, account.ApiDuration).Bind(6, account.Version).Bind(7, account.Model).Run();
        }
    }

    /// <summary>In the order of time.</summary>
    public static IReadOnlyList<Observation> OfSession(LedgerStore ledger, string session) => LedgerStore.Guarded(ledger.Path, () =>
    {
        using var rows = ledger.Database.Prepare($"SELECT id, {Columns} FROM observations WHERE session = ?1 ORDER BY id");
        rows.Bind(1, session);
        var found = new List<Observation>();
        while (rows.Step())
        {
            found.Add(Read(rows));
        }

        return (IReadOnlyList<Observation>)found;
    });

    /// <summary>
    /// A total or a time that fell is another count's, unless this look is one that came late: two status lines can run at
    /// once, and a count that began after the last look cannot be older than that.
    /// </summary>
    private static bool BeginsAnew(Observation last, ClientAccount account, long now) => account.Duration is { } duration
        ? (account.Cost < last.Last.Cost || duration < last.Last.Duration) && duration <= ((now - last.LastSeen) / 1000) + Slack
        : account.Cost < last.Last.Cost;

    /// <summary>Time alone is not worth a write.</summary>
    private static bool Differs(ClientAccount last, ClientAccount account) =>
        account.Cost != last.Cost || (account.ApiDuration ?? last.ApiDuration) != last.ApiDuration || (account.Version ?? last.Version) != last.Version || (account.Model ?? last.Model) != last.Model;

    private static (long Id, Observation? Last) Latest(LedgerStore ledger, string session)
    {
        using var row = ledger.Database.Prepare($"SELECT id, {Columns} FROM observations WHERE session = ?1 ORDER BY id DESC LIMIT 1");
        return row.Bind(1, session).Step() ? (row.Int64(0), Read(row)) : (0, null);
    }

    private static Observation Read(Statement row) => new(row.Text(1)!, row.Int64(2), row.Int64(3), row.Int64(4),
        new ClientAccount(row.Int64(5), row.Int64OrNull(6), row.Int64OrNull(7), row.Text(8), row.Text(9)));
}
