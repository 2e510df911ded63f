using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Actions;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.Reports;

/// <summary>What each action used: prompts, skills and commands, subagents, scheduled prompts.</summary>
internal static class ActionsCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new ExampleCommand("actions", "Usage by action: manual, skill, agent or scheduled, in each session.", "bursar actions --view own --since 2026-11-01");
        var (view, options) = (new ViewOption(), new ReportOptions(context));
        view.AddTo(command);
        options.AddTo(command, breakdown: false);
        command.SetAction(parsed => (int)Run(context, view.Read(parsed, options.Read(parsed))));
        return command;
    }

    private static ExitCode Run(CommandContext context, ReportRequest request)
    {
        using var ledger = context.OpenLedger(request.Ingest);
        var report = ActionReport.Build(ledger, request.Filter, request.Time);
        if (report.Rows.Count == 0)
        {
            ReportCommand.ExplainEmpty(context, request, ledger, ReportCommand.Shape.NothingMatches);
        }

        var rows = request.Descending == true ? [.. report.Rows.Reverse()] : report.Rows;
        if (request.IsJson)
        {
            JsonOutput.Write(context.Terminal, json => ActionsJson.Write(json, report, rows));
        }
        else if (rows.Count > 0 || request.Form != SheetForm.Table)
        {
            SheetRenderer.Render(ActionsSheet.Create(report, rows, request), request.Form!.Value, request.Compact, context.Terminal);
        }

        return ExitCode.Done;
    }
}
