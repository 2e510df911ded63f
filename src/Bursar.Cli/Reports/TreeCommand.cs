using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Actions;

namespace Bursar.Cli.Reports;

/// <summary>What a session's skills and subagents used, as they started each other.</summary>
internal static class TreeCommand
{
    public static Command Create(CommandContext context)
    {
        var session = new SessionOption();
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var noIngest = new Option<bool>("--no-ingest") { Description = "Answer from the ledger as it is." };
        var command = new ExampleCommand("tree", "One session as a tree of skills and subagents, each with cost, share and time.", "bursar tree --session 3f2a");
        session.AddTo(command);
        foreach (var option in new Option[] { json, noIngest })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)Run(context, session.Read(parsed), parsed.GetValue(json), !parsed.GetValue(noIngest)));
        return command;
    }

    private static ExitCode Run(CommandContext context, string? wanted, bool json, bool ingest)
    {
        using var ledger = context.OpenLedger(ingest);
        var session = SessionChoice.Of(context, ledger, wanted);
        // A session that has just begun has used nothing; that is an answer, not an error.
        var tree = ActionTree.Find(ledger, session) ?? new ActionTree(session, null, new ActionNode(null, null, null), []);
        if (json)
        {
            JsonOutput.Write(context.Terminal, writer => ActionsJson.Write(writer, tree));
        }
        else
        {
            SheetRenderer.Render(TreeSheet.Create(tree), SheetForm.Table, compact: false, context.Terminal);
        }

        return ExitCode.Done;
    }
}
