using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Ledger.Auditing;

namespace Bursar.Cli.Explaining;

/// <summary>An audit as a sheet: each session with its models, its causes and its rest.</summary>
internal static class AuditSheet
{
    public static Sheet Create(IReadOnlyList<SessionAudit> audits, int silent)
    {
        Column[] columns = [new("Session", "session", IsNumber: false, Wraps: true), new("Transcripts", "transcript_usd"), new("Claude Code", "reported_usd"), new("Gap", "gap_usd"), new("Told by", "reported_by", IsNumber: false)];
        var told = audits.Where(audit => audit.Reported is not null).ToList();
        var notes = new List<string>();
        if (silent > 0 && told.Count > 0)
        {
            notes.Add($"Of {Numbers.Count(silent).Text} more session(s) Claude Code told no total of its own.");
        }
        else if (told.Count == 0)
        {
            notes.Add("Claude Code told no total of its own for this session. Bursar's status line keeps it (`bursar init --statusline`); newer clients write it at their exit.");
        }

        return new Sheet("Cost by transcripts beside Claude Code's own figure", columns,
        [
            .. audits.SelectMany(Rows),
            // The gap of all that were told of; where there is none, there is nothing to add up.
            .. told.Count == 0 ? Array.Empty<SheetRow>()
                : [new SheetRow([Cell.Of("Total"), Dollars(Sum(told, audit => audit.Transcript)), Dollars(Sum(told, audit => audit.Reported!.Cost)), Dollars(Sum(told, audit => audit.Gap!.Value)), Cell.Empty], RowKind.Total)],
        ], notes);
    }

    private static IEnumerable<SheetRow> Rows(SessionAudit audit)
    {
        yield return new SheetRow([Cell.Of(audit.Session), Dollars(audit.Transcript), Dollars(audit.Reported?.Cost), Dollars(audit.Gap), Cell.Of(Told(audit.Reported))]);
        foreach (var model in audit.Models)
        {
            yield return new SheetRow([Cell.Of("  " + ReportSheet.ShortModel(model.Model)), Dollars(model.Transcript), Dollars(model.Reported), Dollars(model.Reported - model.Transcript), Cell.Empty], RowKind.Part);
        }

        foreach (var part in audit.Parts)
        {
            yield return new SheetRow([Cell.Of("  because: " + Because(part)), Cell.Empty, Cell.Empty, part.Amount is null ? Cell.Of("unknown") : Dollars(part.Amount), Cell.Empty], RowKind.Part);
        }

        if (audit.Rest is { } rest)
        {
            yield return new SheetRow([Cell.Of("  rest, not explained"), Cell.Empty, Cell.Empty, Dollars(rest), Cell.Empty], RowKind.Part);
        }
    }

    private static string Because(GapPart part) => part.Describe() + (part.Model is null ? "" : $", {ReportSheet.ShortModel(part.Model)}") + (part.Count is { } count and > 0 ? $" ({Numbers.Count(count).Text} responses)" : "");

    private static string Told(ReportedTotal? reported) => reported?.Source switch
    {
        null => "nobody",
        ReportedSource.CostState => "exit",
        ReportedSource.StatusLine => "status line",
        _ => "its lines",
    };

    private static Int128 Sum(IEnumerable<SessionAudit> audits, Func<SessionAudit, Int128> figure) => audits.Aggregate(Int128.Zero, (sum, audit) => sum + figure(audit));

    private static Cell Dollars(Int128? pico) => pico is { } cost ? new Cell((cost < 0 ? "-$" : "$") + Numbers.Exact(Int128.Abs(cost)), Numbers.Exact(cost)) : Cell.Empty;
}
