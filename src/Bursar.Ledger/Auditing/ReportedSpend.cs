using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Ledger.Auditing;

/// <summary>By how much the client's own totals are higher than the transcripts, for limits that go by them. In a write transaction.</summary>
public static class ReportedSpend
{
    /// <summary>
    /// Picodollars by which the client's total was higher when it was told, negative when lower; responses since then are not in
    /// question, so that an old total cannot hide what was spent after it. Null when the client told nothing.
    /// </summary>
    public static Int128? Extra(LedgerStore ledger, string session)
    {
        if (ReportedTotals.Find(ledger, session) is not { } total)
        {
            return null;
        }

        if (ledger.Names.Find(session) is not { } id)
        {
            return total.Own;
        }

        var covered = total.Source switch
        {
            ReportedSource.StatusLine => FormattableString.Invariant($"(at IS NULL OR at <= {total.At})"),
            ReportedSource.CostUsd => "reported_cost IS NOT NULL",
            _ => $"(at IS NULL OR at <= {Until(ledger, id, total)})",
        };
        using var sum = ledger.Database.Prepare($"SELECT coalesce(sum(cost), 0) FROM responses WHERE session = {id} AND {covered}");
        return sum.Step() ? total.Own - sum.Int64(0) : total.Own;
    }

    /// <summary>What one session's client told beyond its transcripts; it belongs to no model, branch, skill or agent.</summary>
    public static IEnumerable<SpendRow> Session(LedgerStore ledger, string session, string? project) =>
        Extra(ledger, session) is { } extra ? [Row(project, extra)] : [];

    /// <summary>The same of all sessions whose last response is in a period; only what is more counts there.</summary>
    /// <param name="since">Microseconds of UTC; the smallest value stands for all time.</param>
    /// <param name="until">The end, not included.</param>
    public static IEnumerable<SpendRow> Since(LedgerStore ledger, long since, long until)
    {
        var rows = new List<SpendRow>();
        foreach (var session in Told(ledger))
        {
            var last = SpendQuery.Span(ledger, session)?.Last ?? long.MinValue;
            if ((since == long.MinValue || last >= since) && last < until && Extra(ledger, session) is { } extra && extra > 0)
            {
                rows.Add(Row(SessionQuery.Find(ledger, session)?.Project, extra));
            }
        }

        return rows;
    }

    private static SpendRow Row(string? project, Int128 extra) => new(new Context(project, null, null, null, null), new Spent { ReportedExtra = extra });

    /// <summary>Sessions of which the client told a total; on lines alone only clients did that are long gone.</summary>
    private static List<string> Told(LedgerStore ledger)
    {
        using var rows = ledger.Database.Prepare("SELECT session FROM reported UNION SELECT session FROM observations");
        var sessions = new List<string>();
        while (rows.Step())
        {
            sessions.Add(rows.Text(0)!);
        }

        return sessions;
    }

    /// <summary>The last response before the line with the total; all of them when none is behind it.</summary>
    private static string Until(LedgerStore ledger, long session, ReportedTotal total)
    {
        using var line = ledger.Database.Prepare(
            """
            SELECT max(at) FILTER (WHERE line < ?3), count(*) FILTER (WHERE line > ?3) FROM responses
            WHERE session = ?1 AND file = (SELECT id FROM files WHERE path = ?2)
            """);
        return line.Bind(1, session).Bind(2, total.Path!).Bind(3, total.Line!.Value).Step() && line.Int64(1) > 0
            ? (line.Int64OrNull(0) ?? long.MinValue + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)
            : long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
