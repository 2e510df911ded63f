using System.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Ledger;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.Commands;

/// <summary>What one session used so far.</summary>
internal static class UsageCommand
{
    public static Command Create(CommandContext context)
    {
        var session = new Option<string?>("--session") { Description = $"Session id, or its beginning (default: ${SessionChoice.Variable}, else the latest of this project).", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var noIngest = new Option<bool>("--no-ingest") { Description = "Answer from the ledger as it is." };
        var command = new ExampleCommand("usage", "What one session used so far, subagents included.", "bursar usage --json");
        command.Options.Add(session);
        command.Options.Add(json);
        command.Options.Add(noIngest);
        command.SetAction(parsed => (int)Run(context, parsed.GetValue(session), parsed.GetValue(json), !parsed.GetValue(noIngest)));
        return command;
    }

    private static ExitCode Run(CommandContext context, string? wanted, bool json, bool ingest)
    {
        using var ledger = context.OpenLedger(ingest) ?? throw UserError.Unusable($"There is no ledger at {context.Paths.Ledger} yet.", "Run the command without --no-ingest.");
        var usage = Find(context, ledger, wanted);
        if (json)
        {
            JsonOutput.Write(context.Terminal, writer => UsageJson.Write(writer, usage));
        }
        else
        {
            SheetRenderer.Render(Sheet(usage), SheetForm.Table, compact: false, context.Terminal);
        }

        return ExitCode.Done;
    }

    private static SessionUsage Find(CommandContext context, LedgerStore ledger, string? wanted)
    {
        // A session that has just begun has used nothing; that is an answer, not an error.
        var session = SessionChoice.Of(context, ledger, wanted);
        return SessionUsages.Find(ledger, session) ?? SessionUsage.Empty(session);
    }

    private static Sheet Sheet(SessionUsage usage)
    {
        Column[] columns = [new("", "part", IsNumber: false), new("Responses", "messages"), .. ReportSheet.Counters];
        SheetRow Row(string name, UsageSums sums, RowKind kind) => new([Cell.Of(name), Numbers.Count(sums.Messages), .. ReportSheet.Cells(sums, isCsv: false)], kind);
        var rows = new List<SheetRow>();
        rows.AddRange(usage.Models.Select(model => Row(ReportSheet.ShortModel(model.Model), model.Sums, RowKind.Plain)));
        if (usage.Agents.Any(agent => agent.Agent is not null))
        {
            rows.AddRange(usage.Agents.Select(agent => Row(agent.Agent is null ? "  in the main thread" : $"  in {agent.Count} × {agent.Agent}", agent.Sums, RowKind.Part)));
        }

        rows.Add(Row("Total", usage.Sums, RowKind.Total));
        return new Sheet($"Session {usage.SessionId}{(usage.Project is null ? "" : " in " + usage.Project)}, {usage.Sums.Turns} turns", columns, rows, ReportSheet.Notes(usage.Sums, usage.Models));
    }
}
