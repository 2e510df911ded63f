using System.CommandLine;
using System.Globalization;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Guard.Phases;
using Bursar.Ledger;
using Bursar.Ledger.Phases;

namespace Bursar.Cli.Phases;

/// <summary>Marks where phases of work begin and end. A mark reads no transcript, so that it takes no time.</summary>
internal static class PhaseCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON (docs/json.md)." };

    public static Command Create(CommandContext context)
    {
        var command = new ExampleCommand("phase", "Mark where a phase of work begins and ends (docs/phases.md).", "bursar phase start requirements --estimate-usd 1.50");
        command.Subcommands.Add(Start(context));
        command.Subcommands.Add(End(context));
        return command;
    }

    private static Option<string?> Session() => new("--session") { Description = $"Session id, or the beginning of a known one (default: ${SessionChoice.Variable}, else the latest of this project).", HelpName = "ID" };

    public static Option<decimal?> Dollars() => AmountOptions.Dollars("--estimate-usd", "What it is expected to cost, in dollars.");

    public static Option<long?> Tokens() => new("--estimate-tokens")
    {
        Description = "How many tokens of all kinds it is expected to use.",
        HelpName = "N",
        CustomParser = result =>
        {
            if (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return count;
            }

            result.AddError($"--estimate-tokens: '{result.Tokens[0].Value}' is no number of tokens; expected a whole number such as 200000.");
            return null;
        },
    };

    private static ExampleCommand Start(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "What the phase is called, such as requirements." };
        var (usd, tokens, session) = (Dollars(), Tokens(), Session());
        var id = new Option<string?>("--id") { Description = "Your own id of the phase: it goes on under it, also in other sessions.", HelpName = "KEY" };
        var command = new ExampleCommand("start", "Begin a phase, inside what is open in the session.", "bursar phase start architecture --estimate-usd 2 --session 8f1b25d6");
        command.Arguments.Add(name);
        Add(command, usd, tokens, session, id, Json);
        command.SetAction(parsed =>
        {
            var estimate = PhaseEstimate.Of(parsed.GetValue(usd), parsed.GetValue(tokens));
            using var ledger = LedgerStore.Open(context.Paths.Ledger);
            var started = new PhaseMarks(ledger, context.Clock).Start(Choose(context, ledger, parsed.GetValue(session)), parsed.GetValue(name)!, parsed.GetValue(id), estimate);
            if (parsed.GetValue(Json))
            {
                JsonOutput.Write(context.Terminal, json => PhasesJson.Write(json, started));
                return (int)ExitCode.Done;
            }

            var phase = started.Phase;
            var within = phase.Within is null ? "" : $" inside {phase.Within}";
            context.Terminal.Out.WriteLine(started.WasOpen
                ? $"{phase.Name} is open in session {phase.Session} already."
                : $"{phase.Name} begins{within} in session {phase.Session}.");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static ExampleCommand End(CommandContext context)
    {
        var name = new Argument<string?>("NAME") { Description = "Which phase (default: the innermost that is open).", Arity = ArgumentArity.ZeroOrOne };
        var session = Session();
        var id = new Option<string?>("--id") { Description = "The phase with this id of yours, in every session unless one is named.", HelpName = "KEY" };
        var command = new ExampleCommand("end", "End a phase, and what is still open inside it.", "bursar phase end architecture");
        command.Arguments.Add(name);
        Add(command, session, id, Json);
        command.SetAction(parsed =>
        {
            using var ledger = LedgerStore.Open(context.Paths.Ledger);
            var (wanted, key) = (parsed.GetValue(session), parsed.GetValue(id));
            var ended = new PhaseMarks(ledger, context.Clock).End(wanted is null && key is not null ? null : Choose(context, ledger, wanted), parsed.GetValue(name), key);
            if (parsed.GetValue(Json))
            {
                JsonOutput.Write(context.Terminal, json => PhasesJson.Write(json, ended));
                return (int)ExitCode.Done;
            }

            foreach (var phase in ended.Asked)
            {
                context.Terminal.Out.WriteLine($"{phase.Name} ends in session {phase.Session}.");
            }

            foreach (var phase in ended.Inside)
            {
                context.Terminal.Out.WriteLine($"  {phase.Name} was open inside and ends with it.");
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Add(Command command, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }

    private static string Choose(CommandContext context, LedgerStore ledger, string? wanted) =>
        wanted is null ? SessionChoice.Of(context, ledger, null) : PhaseSessions.Resolve(ledger, wanted);
}
