using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger;
using Bursar.Ledger.Auditing;
using Bursar.Ledger.Reports;
using Bursar.Pricing;

namespace Bursar.Cli.Explaining;

/// <summary>The transcripts' cost beside the client's own, and what lies between.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandContext context)
    {
        var session = new Option<string?>("--session") { Description = "Only this session: its id, or its beginning.", HelpName = "ID" };
        var since = new DayOption("--since", "Only sessions that were active on this day or later.");
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var noIngest = new Option<bool>("--no-ingest") { Description = "Audit the ledger as it is, without reading transcripts." };
        var command = new ExampleCommand("audit", "Transcript cost beside Claude Code's own figure, and what makes the difference.", "bursar audit --session 8f1b25d6");
        foreach (var option in new Option[] { session, since, json, noIngest })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)Run(context, parsed.GetValue(session), since.Read(parsed, context), parsed.GetValue(json), !parsed.GetValue(noIngest)));
        return command;
    }

    private static ExitCode Run(CommandContext context, string? wanted, DateOnly? since, bool asJson, bool ingest)
    {
        using var ledger = context.OpenLedger(ingest);
        var (audits, silent) = Audits(context, ledger, wanted, since);
        if (asJson)
        {
            JsonOutput.Write(context.Terminal, json => AuditJson.Write(json, audits, silent));
        }
        else if (audits.Count == 0)
        {
            context.Terminal.Out.WriteLine($"Claude Code told its own total of none of {silent} session(s). Bursar's status line keeps it (`bursar init --statusline`); newer clients write it at their exit.");
        }
        else
        {
            SheetRenderer.Render(AuditSheet.Create(audits, silent), SheetForm.Table, compact: false, context.Terminal);
        }

        return ExitCode.Done;
    }

    /// <summary>The sessions of which the client told its total, or the one asked for; and of how many it told nothing.</summary>
    private static (IReadOnlyList<SessionAudit> Audits, int Silent) Audits(CommandContext context, LedgerStore ledger, string? wanted, DateOnly? since)
    {
        var auditor = new Auditor(ledger, new Pricer(context.Prices));
        if (wanted is not null)
        {
            var session = SessionUsages.ResolveKnown(ledger, wanted);
            var audit = auditor.Audit(session, SessionUsages.Find(ledger, session)?.Project);
            return ([audit], audit.Reported is null ? 1 : 0);
        }

        var report = ReportBuilder.Build(ledger, [Dimension.Session, Dimension.Project], ReportFilter.Everything with { Since = since }, context.Time());
        var active = report.Rows.OrderBy(row => row.Last).Select(row => (Session: row.Values[0]!, Project: row.Values[1])).DistinctBy(row => row.Session).ToList();
        var told = ReportedTotals.Sessions(ledger);
        return ([.. active.Where(row => told.Contains(row.Session)).Select(row => auditor.Audit(row.Session, row.Project))], active.Count(row => !told.Contains(row.Session)));
    }
}
