using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Observing;

/// <summary>How much of a subscription's window was used, by the client's word.</summary>
/// <param name="Period">The client's name of the window: <c>five_hour</c>, <c>seven_day</c>.</param>
/// <param name="At">Microseconds of UTC.</param>
/// <param name="Used">Thousandths of a percent.</param>
/// <param name="ResetsAt">Microseconds of UTC; null when it was not told.</param>
public sealed record PlanLimit(string Period, long At, long Used, long? ResetsAt);

/// <summary>The windows of a subscription over time. They are the account's, whatever the session.</summary>
public static class PlanLimits
{
    /// <summary>Writes down what a look found, if it differs from the one before. In the caller's transaction.</summary>
    public static void Note(LedgerStore ledger, PlanLimit limit)
    {
        if (Read(ledger, limit.Period, 1) is [var last] && last.Used == limit.Used && last.ResetsAt == limit.ResetsAt)
        {
            return;
        }

        using var insert = ledger.Database.Prepare("INSERT INTO plan_limits(period, at, used, resets_at) VALUES (?1, ?2, ?3, ?4)");
        insert.Bind(1, limit.Period).Bind(2, limit.At).Bind(3, limit.Used).Bind(4, limit.ResetsAt).Run();
    }

    /// <summary>The newest first.</summary>
    public static IReadOnlyList<PlanLimit> Read(LedgerStore ledger, string period, int max) => LedgerStore.Guarded(ledger.Path, () =>
    {
        using Statement rows = ledger.Database.Prepare("SELECT period, at, used, resets_at FROM plan_limits WHERE period = ?1 ORDER BY id DESC LIMIT ?2");
        rows.Bind(1, period).Bind(2, max);
        var limits = new List<PlanLimit>();
        while (rows.Step())
        {
            limits.Add(new PlanLimit(rows.Text(0)!, rows.Int64(1), rows.Int64(2), rows.Int64OrNull(3)));
        }

        return (IReadOnlyList<PlanLimit>)limits;
    });
}
