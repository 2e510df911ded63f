using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Guard.Phases;
using Bursar.Ledger;
using Bursar.Ledger.Phases;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.Phases;

/// <summary>What each phase used, and what was used outside any.</summary>
internal static class PhasesCommand
{
    public static Command Create(CommandContext context)
    {
        var session = new Option<string?>("--session") { Description = "Only this session (id, or its beginning), with all that it used.", HelpName = "ID" };
        var since = new DayOption("--since", $"Phases that began on this day or later ({DayOption.Forms}).");
        var until = new DayOption("--until", "Phases that began on this day or before.");
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var csv = new Option<bool>("--csv") { Description = "Print CSV, numbers exact." };
        var markdown = new Option<bool>("--markdown") { Description = "Print a Markdown table." };
        var zone = ReportOptions.Zone();
        var compact = new Option<bool>("--compact") { Description = "Leave out the wide columns." };
        var noIngest = new Option<bool>("--no-ingest") { Description = "Report from the ledger as it is, without reading transcripts." };
        var command = new ExampleCommand("phases", "What each phase of work used, against its estimate; and the rest.", "bursar phases --since 2026-11-01");
        foreach (var option in new Option[] { session, since, until, json, csv, markdown, zone, compact, noIngest })
        {
            command.Options.Add(option);
        }

        ReportOptions.ChooseOne(command, json, csv, markdown);
        command.SetAction(parsed =>
        {
            var time = context.Time(parsed.GetValue(zone));
            var (first, last) = (since.Read(parsed, context, time.Zone), until.Read(parsed, context, time.Zone));
            ReportOptions.CheckOrder(first, last);
            var form = parsed.GetValue(json) ? (SheetForm?)null : parsed.GetValue(csv) ? SheetForm.Csv : parsed.GetValue(markdown) ? SheetForm.Markdown : SheetForm.Table;
            var filter = new PhaseFilter(null, first is { } from ? time.StartOfDay(from) : long.MinValue, last is { } to ? time.StartOfDay(to.AddDays(1)) : long.MaxValue);
            return (int)Run(context, parsed.GetValue(session), filter, time, form, parsed.GetValue(compact), !parsed.GetValue(noIngest));
        });
        return command;
    }

    private static ExitCode Run(CommandContext context, string? wanted, PhaseFilter filter, LocalTime time, SheetForm? form, bool compact, bool ingest)
    {
        using var ledger = context.OpenLedger(ingest);
        var report = PhaseReport.Build(ledger, wanted is null ? filter : filter with { Session = SessionUsages.ResolveKnown(ledger, wanted) });
        if (report.Phases.Count == 0)
        {
            var said = wanted is not null ? "This session has no phases." : filter == PhaseFilter.Everything ? "There are no phases yet." : "No phase began in that time.";
            (form == SheetForm.Table ? context.Terminal.Out : context.Terminal.Error).WriteLine($"{said} `bursar phase start NAME` begins one, `bursar phase end` ends it.");
        }

        if (form is not { } sheet)
        {
            JsonOutput.Write(context.Terminal, json => PhasesJson.Write(json, report));
        }
        else if (report.Phases.Count > 0 || report.Totals.Messages > 0 || sheet != SheetForm.Table)
        {
            SheetRenderer.Render(PhasesSheet.Create(report, time, sheet == SheetForm.Csv), sheet, compact, context.Terminal);
        }

        return ExitCode.Done;
    }
}
