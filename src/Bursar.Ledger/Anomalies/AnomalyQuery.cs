using System.Globalization;
using Bursar.Anomalies;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;
using Bursar.Transcripts;

namespace Bursar.Ledger.Anomalies;

/// <summary>Goes through the ledger for what is out of the ordinary. In a write transaction: stale sums are made anew first.</summary>
public sealed class AnomalyQuery(LedgerStore ledger, LocalTime time)
{
    /// <summary>Earlier days, sessions and skills that there must be before one of them can be far outside.</summary>
    public const int LeastBefore = 10;

    public const int LeastHoursBefore = 20;

    public const int LeastSubagentsBefore = 5;

    /// <summary>Dollars; subagents are small, and the worst of them is worth a word earlier.</summary>
    public const double LeastSubagentDollars = 0.25;

    private const string Amounts = "sum(cost), sum(messages), min(first), max(last)";

    /// <param name="since">Microseconds of UTC: findings that ended before are left out, and still are others' history.</param>
    /// <param name="session">Only what happened in it; null for everything.</param>
    /// <returns>The latest first.</returns>
    public IReadOnlyList<Finding> Find(long since, string? session)
    {
        RollupTable.RefreshSince(ledger.Database, long.MinValue);
        var findings = Threads(since, session).Concat(Totals()).Concat(Periods());
        return [.. findings.Where(finding => finding.Until >= since && (session is null || finding.Session == session))
            .OrderByDescending(finding => finding.Until).ThenByDescending(finding => finding.Cost).ThenBy(finding => finding.Subject, StringComparer.Ordinal)];
    }

    private List<Finding> Threads(long since, string? session)
    {
        var of = session is null ? $"SELECT session FROM session_rollups WHERE last >= {since}" : $"{ledger.Names.Find(session) ?? -1}";
        using var rows = ledger.Database.Prepare($"SELECT session, agent_id, {Steps} FROM responses WHERE session IN ({of}) AND part = 0 AND at IS NOT NULL ORDER BY session, agent_id, at, id");
        var findings = new List<Finding>();
        (long Session, long? Agent) thread = (-1, null);
        ThreadWatch? watch = null;
        while (rows.Step())
        {
            if (watch is null || thread != (rows.Int64(0), rows.Int64OrNull(1)))
            {
                findings.AddRange(watch?.Findings ?? []);
                thread = (rows.Int64(0), rows.Int64OrNull(1));
                watch = new ThreadWatch(ledger.Names.Name(thread.Session)!, ledger.Names.Name(thread.Agent));
            }

            watch.Add(Step(rows, 2));
        }

        findings.AddRange(watch?.Findings ?? []);
        return findings;
    }

    internal const string Steps = "at, coalesce(cost, 0), input, cache_write_5m + cache_write_1h, cache_read, output, calls";

    internal static ThreadStep Step(Statement rows, int column) => new(rows.Int64(column), rows.Int64(column + 1), rows.Int64(column + 2), rows.Int64(column + 3), rows.Int64(column + 4), rows.Int64(column + 5), ToolSet.FromBytes(rows.Bytes(column + 6)));

    /// <summary>Sessions, skills of a session, and subagents, each against earlier ones.</summary>
    private IEnumerable<Finding> Totals()
    {
        var sessions = Read("session", "session", "TRUE", row => ("session", Name(row, 1), null));
        var skills = Read("skill", "session, skill", "skill <> 0", row => (Name(row, 2), Name(row, 2), null));
        var subagents = Read("subagent", "session, agent, agent_id", "agent_id <> 0", row => (Name(row, 2), Name(row, 3), Name(row, 3)));
        return Spikes.Find(sessions, FindingKind.Spike, LeastBefore, Spikes.LeastDollars)
            .Concat(Spikes.Find(skills, FindingKind.Spike, LeastBefore, Spikes.LeastDollars))
            .Concat(Spikes.Find(subagents, FindingKind.RunawaySubagent, LeastSubagentsBefore, LeastSubagentDollars));
    }

    /// <summary>Local days and hours.</summary>
    private IEnumerable<Finding> Periods()
    {
        var hours = new Dictionary<(DateOnly Day, int Hour), AmountSpent>();
        var days = new Dictionary<DateOnly, AmountSpent>();
        using (var rows = ledger.Database.Prepare($"SELECT quarter, {Amounts} FROM rollups WHERE quarter >= 0 AND NOT {RollupTable.IsEmpty} GROUP BY 1"))
        {
            while (rows.Step())
            {
                var local = time.Of(rows.Int64(0) * RollupTable.Quarter);
                var day = DateOnly.FromDateTime(local);
                Add(days, day, rows, "day", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                Add(hours, (day, local.Hour), rows, "hour", local.ToString("yyyy-MM-dd HH':00'", CultureInfo.InvariantCulture));
            }
        }

        return Spikes.Find(days.Values, FindingKind.Spike, LeastBefore, Spikes.LeastDollars).Concat(Spikes.Find(hours.Values, FindingKind.Spike, LeastHoursBefore, Spikes.LeastDollars));
    }

    private static void Add<TKey>(Dictionary<TKey, AmountSpent> sums, TKey key, Statement row, string of, string subject)
        where TKey : notnull
    {
        var known = sums.GetValueOrDefault(key) ?? new AmountSpent(of, of, subject, null, null, row.Int64(3), row.Int64(4), 0, 0);
        sums[key] = known with { From = Math.Min(known.From, row.Int64(3)), Until = Math.Max(known.Until, row.Int64(4)), Cost = known.Cost + row.Int64(1), Responses = known.Responses + row.Int64(2) };
    }

    private List<AmountSpent> Read(string of, string keys, string where, Func<Statement, (string Group, string Subject, string? Agent)> name)
    {
        var width = keys.Split(',').Length;
        using var rows = ledger.Database.Prepare($"SELECT NULL, {keys}, {Amounts} FROM session_rollups WHERE {where} AND NOT {RollupTable.IsEmpty} GROUP BY {keys} HAVING min(first) IS NOT NULL");
        var amounts = new List<AmountSpent>();
        while (rows.Step())
        {
            var (group, subject, agent) = name(rows);
            amounts.Add(new AmountSpent(of, group, subject, Name(rows, 1), agent, rows.Int64(width + 3), rows.Int64(width + 4), rows.Int64(width + 1), rows.Int64(width + 2)));
        }

        return amounts;
    }

    private string Name(Statement row, int column) => ledger.Names.Name(row.Int64(column)) ?? "";
}
