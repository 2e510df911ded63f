using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Guarding;
using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Guard.Verifying;
using Bursar.Ledger;
using Bursar.Ledger.Reports;
using Bursar.Policy;

namespace Bursar.Cli.Reports;

/// <summary>What one session used so far, and what is left of its limits.</summary>
internal static class UsageCommand
{
    public static Command Create(CommandContext context)
    {
        var session = new SessionOption();
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var noIngest = new Option<bool>("--no-ingest") { Description = "Answer from the ledger as it is." };
        var command = new ExampleCommand("usage", "What one session used so far, subagents included, and what is left of its limits.", "bursar usage --json");
        session.AddTo(command);
        command.Options.Add(json);
        command.Options.Add(noIngest);
        command.SetAction(parsed => (int)Run(context, session.Read(parsed), parsed.GetValue(json), !parsed.GetValue(noIngest)));
        return command;
    }

    private static ExitCode Run(CommandContext context, string? wanted, bool json, bool ingest)
    {
        using var ledger = json ? context.OpenLedger(ingest) : context.OpenForSums(ingest);
        var usage = Find(context, ledger, wanted);
        if (json)
        {
            JsonOutput.Write(context.Terminal, writer => UsageJson.Write(writer, usage));
        }
        else
        {
            Print(context, usage, Check(context, ledger, usage));
        }

        return ExitCode.Done;
    }

    private static SessionUsage Find(CommandContext context, LedgerStore ledger, string? wanted)
    {
        // A session that has just begun has used nothing; that is an answer, not an error.
        var session = SessionChoice.Of(context, ledger, wanted);
        return SessionUsages.Find(ledger, session) ?? SessionUsage.Empty(session);
    }

    /// <summary>Sums of budgets may have to be made anew, for which a ledger that another program writes to is waited for.</summary>
    private static LimitCheck? Check(CommandContext context, LedgerStore ledger, SessionUsage usage)
    {
        try
        {
            return LimitCheck.Now(ledger, Policies.Environment(context), usage.SessionId, Directory.GetCurrentDirectory());
        }
        catch (UserError e) when (e.Code == ExitCode.Unusable)
        {
            context.Terminal.Error.WriteLine($"warning: what is left of the limits is not known: {e.Message}");
            return null;
        }
    }

    private static void Print(CommandContext context, SessionUsage usage, LimitCheck? check)
    {
        SheetRenderer.Render(Models(usage), SheetForm.Table, compact: false, context.Terminal);
        if (usage.Agents.Any(agent => agent.Agent is not null))
        {
            SheetRenderer.Render(Threads(usage), SheetForm.Table, compact: false, context.Terminal);
        }

        if (check is null)
        {
            return;
        }

        if (check.Limits.Count > 0)
        {
            SheetRenderer.Render(Limits(context, check), SheetForm.Table, compact: false, context.Terminal);
        }

        foreach (var error in check.Broken)
        {
            context.Terminal.Error.WriteLine($"warning: {error} Until that is corrected, every session that it applies to is stopped.");
        }
    }

    private static Sheet Models(SessionUsage usage) => new(
        $"Session {usage.SessionId}{(usage.Project is null ? "" : " in " + usage.Project)}, {Numbers.Count(usage.Sums.Turns).Text} {(usage.Sums.Turns == 1 ? "turn" : "turns")}",
        [new("Model", "model", IsNumber: false), new("Responses", "messages"), .. ReportSheet.Counters],
        [.. usage.Models.Select(model => Row(ReportSheet.ShortModel(model.Model), model.Sums)), Row("Total", usage.Sums, RowKind.Total)],
        ReportSheet.Notes(usage.Sums, usage.Models));

    private static Sheet Threads(SessionUsage usage) => new(
        "The same by thread",
        [new("Thread", "agent", IsNumber: false), new("Responses", "messages"), .. ReportSheet.Counters],
        [.. usage.Agents.Select(agent => Row(agent.Agent is null ? "main thread" : $"{agent.Count} × {agent.Agent}", agent.Sums))],
        []);

    private static Sheet Limits(CommandContext context, LimitCheck check) => new(
        "Limits now",
        [new("Limit", "name", IsNumber: false), new("Over", "period", IsNumber: false), new("Used", "used"), new("Of", "value"), new("Left", "remaining"), new("", "state", IsNumber: false), new("Set in", "file", IsNumber: false, IsWide: true, Wraps: true)],
        [.. check.Limits.Select(limit => new SheetRow(
            [
                Cell.Of(limit.Name), Cell.Of(limit.Budget.Period.Word()), Cell.Of(Amount.Text(limit.Limit.Kind, limit.Used)), Cell.Of(Amount.Text(limit.Limit.Kind, limit.Value)), Cell.Of(Amount.Text(limit.Limit.Kind, limit.Remaining)),
                Cell.Of(State(limit)), Cell.Of(Policies.Environment(context).Shown(limit.File.Path)),
            ],
            limit.IsBindingBreach ? RowKind.Marked : RowKind.Plain))],
        LimitNotes.Of(check.Limits));

    private static string State(LimitStatus limit) => limit.IsBindingBreach ? limit.Stops ? "reached: it stops" : "reached" : limit.Advisory is null ? "" : limit.IsBreached ? "reached, advisory" : "advisory";

    private static SheetRow Row(string name, UsageSums sums, RowKind kind = RowKind.Plain) => new([Cell.Of(name), Numbers.Count(sums.Messages), .. ReportSheet.Cells(sums, isCsv: false)], kind);
}
