namespace Bursar.Ledger.Reports;

/// <summary>Everything one session used, its subagents included.</summary>
public sealed record SessionUsage(string SessionId, string? Project, UsageSums Sums, IReadOnlyList<ModelUsage> Models, IReadOnlyList<AgentUsage> Agents, DateTimeOffset? First, DateTimeOffset? Last)
{
    /// <summary>A session that has used nothing yet.</summary>
    public static SessionUsage Empty(string sessionId) => new(sessionId, null, new UsageSums(), [], [], null, null);

    public IReadOnlyList<string> UnpricedModels
    {
        get
        {
            var names = new List<string>();
            foreach (var model in Models)
            {
                if (model.Sums.HasUnpriced)
                {
                    names.Add(model.Model ?? "(none)");
                }
            }

            return names;
        }
    }
}

/// <summary>Usage of one type of subagent; null stands for the main thread.</summary>
/// <param name="Count">How many subagents of the type.</param>
public sealed record AgentUsage(string? Agent, long Count, UsageSums Sums);

public static class SessionUsages
{
    private static readonly LocalTime Utc = new(TimeZoneInfo.Utc, DayOfWeek.Sunday);

    /// <summary>Null when the ledger holds no response of such a session.</summary>
    public static SessionUsage? Find(LedgerStore ledger, string sessionId) => LedgerStore.Guarded(ledger.Path, () =>
    {
        if (ledger.Names.Find(sessionId) is not { } id || ledger.Database.Scalar($"SELECT count(*) FROM responses WHERE session = {id}") == 0)
        {
            return null;
        }

        var filter = new ReportFilter(Session: sessionId);
        var report = ReportBuilder.Build(ledger, [Dimension.Session], filter, Utc);
        var agents = ReportBuilder.Build(ledger, [Dimension.Agent], filter, Utc);
        var project = ledger.Database.Text($"SELECT name FROM names WHERE id = (SELECT project FROM responses WHERE session = {id} AND part = 0 ORDER BY sidechain, at IS NULL, at LIMIT 1)");
        return new SessionUsage(sessionId, project, report.Totals, report.Models,
            [.. agents.Rows.Select(row => new AgentUsage(row.Values[0], Count(ledger, id, row.Values[0]), row.Sums))], report.Rows[0].First, report.Rows[0].Last);
    });

    /// <summary>The id that a beginning of it stands for, among sessions with responses, those that the guard has seen, and those with phases.</summary>
    public static string ResolveKnown(LedgerStore ledger, string beginning, string argument = "--session") => LedgerStore.Guarded(ledger.Path, () =>
    {
        var known = ledger.Names.UsedBy("session").Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        using (var guarded = ledger.Database.Prepare("SELECT session FROM guarded UNION SELECT session FROM phase_spans"))
        {
            while (guarded.Step())
            {
                known.Add(guarded.Text(0)!);
            }
        }

        var matches = known.Where(name => name.StartsWith(beginning, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return matches.Contains(beginning) ? beginning
            : matches.Count == 1 ? matches[0]
            : matches.Count == 0 ? throw UserError.BadInput($"{argument}: there is no session {beginning} in the ledger.", "See what there is with `bursar session`.")
            : throw UserError.BadInput($"{argument}: {matches.Count} sessions begin with {beginning}, such as {matches[0]} and {matches[1]}.", "Give more of the id.");
    });

    /// <summary>The session with the latest response, in one project or anywhere.</summary>
    public static string? Latest(LedgerStore ledger, string? directory) => LedgerStore.Guarded(ledger.Path, () =>
    {
        for (var folder = directory; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            if (ledger.Names.Find(folder) is { } project
                && ledger.Database.Text($"SELECT name FROM names WHERE id = (SELECT session FROM responses WHERE project = {project} ORDER BY at DESC LIMIT 1)") is { } found)
            {
                return found;
            }
        }

        return directory is null ? ledger.Database.Text("SELECT name FROM names WHERE id = (SELECT session FROM responses ORDER BY at DESC LIMIT 1)") : null;
    });

    private static long Count(LedgerStore ledger, long session, string? agent) => agent is null || ledger.Names.Find(agent) is not { } id
        ? 0
        : ledger.Database.Scalar($"SELECT count(DISTINCT agent_id) FROM responses WHERE session = {session} AND agent = {id}");
}
