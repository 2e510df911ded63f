using System.CommandLine;
using Bursar.Cli.CommandLine;
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
            if (parsed.Action is not HelpWithExample && CommandLineFault.Find(parsed) is { } fault)
            {
                error.WriteLine($"error: {fault}");
                error.WriteLine($"hint: {help}");
                return ExitCode.BadInput;
            }

            WarnOfZone(context);
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

    /// <summary>.NET takes a zone that it does not know for UTC, without a word: days would be others than the user's.</summary>
    private static void WarnOfZone(CommandContext context)
    {
        if (context.Environment("TZ") is { Length: > 0 } zone && zone.TrimStart(':') is var name && name.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) && !File.Exists(name))
        {
            context.Terminal.Error.WriteLine($"warning: TZ={zone} is no time zone that this machine knows, so days and hours are those of UTC; expected a name such as Europe/Berlin.");
        }
    }

    private static string Name(Command command) => command is RootCommand ? "" : Name((Command)command.Parents.First()) + command.Name + " ";
}
