using System.CommandLine;
using System.Globalization;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Estimating;
using Bursar.Guard.Phases;
using Bursar.Ledger;
using Bursar.Ledger.Phases;
using Bursar.Pricing;

namespace Bursar.Cli.Phases;

/// <summary>How estimates of phases have compared with what the phases took, and what that says of the next.</summary>
internal static class EstimatesCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON (docs/json.md)." };
    private static readonly Option<bool> NoIngest = new("--no-ingest") { Description = "Answer from the ledger as it is." };

    public static Command Create(CommandContext context)
    {
        var command = new ExampleCommand("estimates", "What estimates of phases were worth, by name and overall (docs/phases.md).", "bursar estimates --json");
        command.Options.Add(Json);
        command.Options.Add(NoIngest);
        command.SetAction(parsed =>
        {
            var estimates = Read(context, parsed);
            if (parsed.GetValue(Json))
            {
                JsonOutput.Write(context.Terminal, json => EstimatesJson.Write(json, estimates));
            }
            else if (estimates.ByName.Count == 0)
            {
                context.Terminal.Out.WriteLine("No phase with an estimate has ended yet. `bursar phase start NAME --estimate-usd N` begins one.");
            }
            else
            {
                SheetRenderer.Render(EstimatesSheet.Create(estimates), SheetForm.Table, compact: false, context.Terminal);
            }

            return (int)ExitCode.Done;
        });
        command.Subcommands.Add(Suggest(context));
        return command;
    }

    private static ExampleCommand Suggest(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The phase's name." };
        var (usd, tokens) = (PhaseCommand.Dollars(), PhaseCommand.Tokens());
        var command = new ExampleCommand("suggest", "An estimate, corrected by what earlier ones were worth.", "bursar estimates suggest architecture --estimate-usd 2");
        command.Arguments.Add(name);
        foreach (var option in new Option[] { usd, tokens, Json, NoIngest })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var estimate = PhaseEstimate.Of(parsed.GetValue(usd), parsed.GetValue(tokens));
            if (estimate == PhaseEstimate.None)
            {
                throw UserError.BadInput("Expected what you estimate: --estimate-usd, --estimate-tokens or both.");
            }

            var suggestions = PhaseHistory.Suggest(Read(context, parsed), parsed.GetValue(name)!, estimate);
            if (parsed.GetValue(Json))
            {
                JsonOutput.Write(context.Terminal, json => EstimatesJson.Write(json, parsed.GetValue(name)!, suggestions));
            }
            else
            {
                foreach (var suggestion in suggestions)
                {
                    context.Terminal.Out.WriteLine(Sentence(parsed.GetValue(name)!, suggestion));
                }
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Estimates Read(CommandContext context, ParseResult parsed)
    {
        using var ledger = context.OpenLedger(!parsed.GetValue(NoIngest));
        return PhaseHistory.Read(ledger);
    }

    private static string Sentence(string name, Suggestion suggestion)
    {
        var unit = suggestion.Unit;
        if (suggestion.Basis == SuggestionBasis.None)
        {
            return $"{Figure(unit, suggestion.Suggested)} as estimated; {suggestion.Note}.";
        }

        var from = suggestion.Basis == SuggestionBasis.Name ? $"{suggestion.Count} phases called {name}" : $"{suggestion.Count} phases of any name (too few are called {name})";
        var range = suggestion.Interval is { } interval ? $"in four of five cases between {Figure(unit, interval.Low)} and {Figure(unit, interval.High)}" : suggestion.Note;
        return string.Create(CultureInfo.InvariantCulture, $"{Figure(unit, suggestion.Suggested)}: the estimate times {suggestion.Multiplier:0.00}, from {from}; {range}.");
    }

    private static string Figure(EstimateUnit unit, double value) => unit == EstimateUnit.Dollars
        ? Money.Format((Int128)(value * Money.PerDollar))
        : string.Create(CultureInfo.InvariantCulture, $"{value:#,0} tokens");
}
