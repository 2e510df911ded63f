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

        if (total.Source == ReportedSource.CostUsd)
        {
            return total.Own - ledger.Database.Scalar("SELECT coalesce(sum(cost), 0) FROM responses WHERE session = ?1 AND reported_cost IS NOT NULL", id);
        }

        // What is behind the total is little and found by time; the rest is in the sums, so that a long session costs no more.
        RollupTable.Refresh(ledger.Database, id);
        return total.Own + After(ledger, id, total) - ledger.Database.Scalar("SELECT coalesce(sum(cost), 0) FROM session_rollups WHERE session = ?1", id);
    }

    /// <summary>What one session's client told beyond its transcripts; it belongs to no model, branch, skill or agent.</summary>
    public static IEnumerable<SpendRow> Session(LedgerStore ledger, string session, string? project) =>
        Extra(ledger, session) is { } extra ? [Row(project, extra)] : [];

    /// <summary>The same of all sessions whose last response is in a period; only what is more counts there.</summary>
    /// <param name="since">Microseconds of UTC; the smallest value stands for all time.</param>
    /// <param name="until">The end, not included.</param>
    public static IEnumerable<SpendRow> Since(LedgerStore ledger, long since, long until) =>
        ReportedExtras.Since(ledger, since, until).Select(extra => Row(extra.Project, extra.Extra));

    private static SpendRow Row(string? project, Int128 extra) => new(new Context(project, null, null, null, null), new Spent { ReportedExtra = extra });

    /// <summary>Picodollars of the responses that came after the total was told.</summary>
    private static Int128 After(LedgerStore ledger, long session, ReportedTotal total)
    {
        // Not of the schema: whoever asks for no other basis than the transcripts shall not pay for it at every ingest.
        if (!ledger.Database.IsReadAsItIs)
        {
            ledger.Database.Execute("CREATE INDEX IF NOT EXISTS responses_session_at ON responses(session, at)");
        }

        if (total.Source == ReportedSource.StatusLine)
        {
            return ledger.Database.Scalar($"SELECT coalesce(sum(cost), 0) FROM responses WHERE session = {session} AND at > {total.At}");
        }

        // Back from the last response to the one before the line.
        var file = FileOf(ledger, total.Path!);
        Int128 after = 0, atOnce = 0;
        long? last = null;
        var isBehind = false;
        using var rows = ledger.Database.Prepare($"SELECT at, file, line, coalesce(cost, 0) FROM responses WHERE session = {session} AND at IS NOT NULL ORDER BY at DESC");
        while (rows.Step())
        {
            var (at, isInFile, line) = (rows.Int64(0), rows.Int64(1) == file, rows.Int64(2));
            (last, atOnce) = at == last ? (last, atOnce) : (at, 0);
            if (isInFile && line < total.Line)
            {
                after -= atOnce;
                break;
            }

            isBehind |= isInFile && line > total.Line;
            (after, atOnce) = (after + rows.Int64(3), atOnce + rows.Int64(3));
        }

        // At its place at the end of the transcript it knows all that subagents did until then.
        return after == 0 || isBehind || ledger.Database.Scalar($"SELECT count(*) FROM responses WHERE session = {session} AND file = {file} AND line > {total.Line}") > 0 ? after : 0;
    }

    private static long FileOf(LedgerStore ledger, string path)
    {
        using var row = ledger.Database.Prepare("SELECT id FROM files WHERE path = ?1");
        return row.Bind(1, path).Step() ? row.Int64(0) : -1;
    }
}
