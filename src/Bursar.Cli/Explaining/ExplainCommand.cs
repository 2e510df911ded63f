using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Explaining;
using Bursar.Pricing;

namespace Bursar.Cli.Explaining;

/// <summary>From a line of a transcript to its cost, and from a session's lines to its figure.</summary>
internal static class ExplainCommand
{
    /// <summary>Responses of a session that are listed unless all are asked for.</summary>
    private const int Listed = 10;

    public static Command Create(CommandContext context)
    {
        var session = new SessionOption();
        var message = new Option<string?>("--message") { Description = "One response: its message id, or its beginning.", HelpName = "ID" };
        var all = new Option<bool>("--all") { Description = $"List every response of the session, not the {Listed} costliest." };
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var noIngest = new Option<bool>("--no-ingest") { Description = "Explain the ledger as it is, without reading transcripts." };
        var command = new ExampleCommand("explain", "From transcript line to cost: file and line, tokens, prices, products.", "bursar explain --message msg_01XFDUDYJgAACzvnptvVoYEL");
        session.AddTo(command);
        foreach (var option in new Option[] { message, all, json, noIngest })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (session.IsGiven(result) && result.GetResult(message) is { Implicit: false })
            {
                result.AddError("Choose one of --session and --message.");
            }
        });
        command.SetAction(parsed => (int)Run(context, session.Read(parsed), parsed.GetValue(message), parsed.GetValue(all), parsed.GetValue(json), !parsed.GetValue(noIngest)));
        return command;
    }

    private static ExitCode Run(CommandContext context, string? wanted, string? message, bool all, bool asJson, bool ingest)
    {
        using var ledger = context.OpenLedger(ingest);
        var session = message is null ? SessionChoice.Of(context, ledger, wanted) : null;
        var explanation = Explanation.Of(session is null ? BilledPasses.OfMessage(ledger, message!) : BilledPasses.OfSession(ledger, session), new Pricer(context.Prices));
        var listed = session is null || all ? explanation.Passes : explanation.Costliest(Listed);
        if (asJson)
        {
            JsonOutput.Write(context.Terminal, json => ExplainJson.Write(json, session, explanation, listed, context.Prices));
        }
        else if (session is null)
        {
            ExplainText.Write(context.Terminal.Out, explanation, context.Prices);
        }
        else
        {
            foreach (var sheet in ExplainSheet.Create(session, explanation, listed, context.Prices))
            {
                SheetRenderer.Render(sheet, SheetForm.Table, compact: false, context.Terminal);
            }
        }

        return ExitCode.Done;
    }
}
