using Bursar.Ledger;
using Bursar.Ledger.Rollups;
using Bursar.Policy;

namespace Bursar.Tests.Rollups;

/// <summary>What was spent, added up response by response: slow, and plain to see that it is right.</summary>
internal static class SumsOfResponses
{
    public static string Of(LedgerStore ledger, string? session = null, long since = long.MinValue, long until = long.MaxValue)
    {
        var sums = new Dictionary<Context, Spent>();
        using var rows = ledger.Database.Prepare(
            """
            SELECT (SELECT name FROM names WHERE id = session), at, part, sidechain, cost, unpriced, input, cache_write_5m, cache_write_1h, cache_read, output, length(tools),
              (SELECT name FROM names WHERE id = project), (SELECT name FROM names WHERE id = branch), (SELECT name FROM names WHERE id = model),
              (SELECT name FROM names WHERE id = skill), (SELECT name FROM names WHERE id = agent) FROM responses
            """);
        while (rows.Step())
        {
            var at = rows.Int64OrNull(1);
            if ((session is not null && rows.Text(0) != session) || (since != long.MinValue && (at is null || at < since)) || (until != long.MaxValue && at >= until))
            {
                continue;
            }

            var context = new Context(rows.Text(12), rows.Text(13), rows.Text(14), rows.Text(15), rows.Text(16));
            if (!sums.TryGetValue(context, out var sum))
            {
                sums.Add(context, sum = new Spent());
            }

            sum.Add(new Spent
            {
                Cost = rows.Int64OrNull(4) ?? 0,
                UnpricedTokens = rows.Int64(5) == 0 ? 0 : rows.Int64(6) + rows.Int64(7) + rows.Int64(8) + rows.Int64(9) + rows.Int64(10),
                Input = rows.Int64(6),
                CacheWrite5m = rows.Int64(7),
                CacheWrite1h = rows.Int64(8),
                CacheRead = rows.Int64(9),
                Output = rows.Int64(10),
                ToolCalls = (rows.Int64OrNull(11) ?? 0) / 4,
                Turns = rows.Int64(2) == 0 && rows.Int64(3) == 0 ? 1 : 0,
            });
        }

        return Text(sums.Select(entry => new SpendRow(entry.Key, entry.Value)));
    }

    /// <summary>Picodollars of one session, or of all, from an instant on.</summary>
    public static long Cost(LedgerStore ledger, string? session, long since)
    {
        using var sum = ledger.Database.Prepare("SELECT coalesce(sum(cost), 0) FROM responses WHERE at >= ?1 AND (?2 IS NULL OR session = (SELECT id FROM names WHERE name = ?2))");
        return sum.Bind(1, since).Bind(2, session).Step() ? sum.Int64(0) : 0;
    }

    /// <summary>Rows as text, in one order; parts that are empty say nothing.</summary>
    public static string Text(IEnumerable<SpendRow> rows) => string.Join('\n', rows.Select(row => (row.Context, Figures(row.Spent))).Where(row => row.Item2.Any(c => c is >= '1' and <= '9')).Select(row => $"{row.Context}: {row.Item2}").Order(StringComparer.Ordinal));

    public static string Figures(Spent spent) => string.Join(' ', spent.Cost, spent.Input, spent.CacheWrite5m, spent.CacheWrite1h, spent.CacheRead, spent.Output, spent.Turns, spent.ToolCalls, spent.UnpricedTokens);
}
