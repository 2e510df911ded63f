using System.CommandLine;
using Bursar.Cli.Commands;
using Bursar.Cli.Rendering;

namespace Bursar.Cli;

/// <summary>Runs a command line and turns every way it can end into an exit code and one message.</summary>
internal static class Runner
{
    public static ExitCode Run(RootCommand root, string[] args, CommandContext context)
    {
        var error = context.Terminal.Error;
        var help = "`bursar --help` shows what is expected.";
        try
        {
            var parsed = root.Parse(args);
            help = $"`bursar {Name(parsed.CommandResult.Command)}--help` shows what is expected.";
            if (parsed.Errors is [var first, ..] && parsed.Action is not HelpWithExample)
            {
                error.WriteLine($"error: {first.Message}");
                error.WriteLine($"hint: {help}");
                return ExitCode.BadInput;
            }

            var code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = context.Terminal.Out, Error = error });
            context.Terminal.Out.Flush();
            return (ExitCode)code;
        }
        catch (UserError e)
        {
            error.WriteLine($"error: {e.Message}");
            if ((e.Hint ?? (e.Code == ExitCode.BadInput ? help : null)) is { } hint)
            {
                error.WriteLine($"hint: {hint}");
            }

            return e.Code;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("interrupted: what was read so far is in the ledger; run the command again to go on.");
            return ExitCode.Interrupted;
        }
        catch (IOException e) when (BrokenPipe.Is(e))
        {
            // The reader has seen enough: `bursar daily | head`.
            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"error: {e.Message}");
            return ExitCode.Unusable;
        }
        catch (Exception e) when (string.IsNullOrEmpty(context.Environment("BURSAR_DEBUG")))
        {
            error.WriteLine($"error: Bursar met something it does not expect ({e.GetType().Name}): {e.Message}");
            error.WriteLine("hint: this is a fault of Bursar. Run again with BURSAR_DEBUG=1 for the details to report.");
            return ExitCode.Unusable;
        }
    }

    private static string Name(Command command) => command is RootCommand ? "" : Name((Command)command.Parents.First()) + command.Name + " ";
}
