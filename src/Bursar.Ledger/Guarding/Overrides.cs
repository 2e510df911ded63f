using Bursar.Policy;

namespace Bursar.Ledger.Guarding;

/// <summary>What a human has allowed on top of a limit, for a while.</summary>
/// <param name="Session">The session whose own limits are raised, or null.</param>
/// <param name="Budget">The budget that is raised, by name, or null.</param>
/// <param name="Amount">In the unit of the kind.</param>
/// <param name="At">Microseconds of UTC.</param>
/// <param name="Until">Microseconds of UTC.</param>
public sealed record Override(string? Session, string? Budget, LimitKind Kind, Int128 Amount, long At, long Until);

public static class Overrides
{
    /// <summary>In the caller's transaction.</summary>
    public static void Add(LedgerStore ledger, Override entry)
    {
        using var insert = ledger.Database.Prepare("INSERT INTO overrides(at, until, session, budget, kind, amount) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        insert.Bind(1, entry.At).Bind(2, entry.Until).Bind(3, entry.Session).Bind(4, entry.Budget).Bind(5, (long)entry.Kind).Bind(6, (long)entry.Amount).Run();
    }

    /// <summary>What is allowed to a session or to any budget.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="session">The session's whole id.</param>
    /// <param name="now">Microseconds of UTC; what has run out by then is left out.</param>
    public static IReadOnlyList<Override> Read(LedgerStore ledger, string session, long now) =>
        Read(ledger, "AND (session = ?2 OR budget IS NOT NULL)", now, session);

    /// <summary>What is allowed to any budget.</summary>
    public static IReadOnlyList<Override> OfBudgets(LedgerStore ledger, long now) => Read(ledger, "AND budget IS NOT NULL", now, null);

    /// <summary>All that holds, what runs out first before the rest.</summary>
    public static IReadOnlyList<Override> InForce(LedgerStore ledger, long now) => Read(ledger, "ORDER BY until, id", now, null);

    /// <summary>Ends what is allowed to a session or a budget; in the caller's transaction.</summary>
    /// <returns>What it was.</returns>
    public static IReadOnlyList<Override> Revoke(LedgerStore ledger, string? session, string? budget, long now)
    {
        var ended = InForce(ledger, now).Where(entry => entry.Session == session && entry.Budget == budget).ToList();
        using var update = ledger.Database.Prepare("UPDATE overrides SET until = ?1 WHERE until > ?1 AND session IS ?2 AND budget IS ?3");
        update.Bind(1, now).Bind(2, session).Bind(3, budget).Run();
        return ended;
    }

    private static List<Override> Read(LedgerStore ledger, string which, long now, string? session)
    {
        using var rows = ledger.Database.Prepare($"SELECT session, budget, kind, amount, at, until FROM overrides WHERE until > ?1 {which}");
        rows.Bind(1, now);
        if (session is not null)
        {
            rows.Bind(2, session);
        }

        var entries = new List<Override>();
        while (rows.Step())
        {
            entries.Add(new Override(rows.Text(0), rows.Text(1), (LimitKind)rows.Int64(2), rows.Int64(3), rows.Int64(4), rows.Int64(5)));
        }

        return entries;
    }

    /// <summary>How much of it falls to one limit.</summary>
    /// <param name="entries">What is allowed.</param>
    /// <param name="budget">Of this budget.</param>
    /// <param name="kind">Of this kind.</param>
    /// <param name="before">What was allowed to a budget at this instant or later belongs to its next period.</param>
    public static Int128 For(IReadOnlyList<Override> entries, Budget budget, LimitKind kind, long before = long.MaxValue)
    {
        Int128 sum = 0;
        foreach (var entry in entries)
        {
            var applies = entry.Budget is { } name ? name == budget.Name && entry.At < before : budget.Period == BudgetPeriod.Session;
            sum += applies && entry.Kind == kind ? entry.Amount : 0;
        }

        return sum;
    }
}
