using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Guard.StatusLine;

namespace Bursar.Cli.Guarding;

/// <summary>
/// The same line as <c>bursar-hook statusline</c>, for trying a template by hand, and what is wrong with the configuration.
/// </summary>
internal static class StatusLineCommand
{
    public static Command Create(CommandContext context)
    {
        var check = new Option<bool>("--check") { Description = "Say what is wrong with `statusLine` in config.json; reads no input." };
        var command = new ExampleCommand("statusline", "Draw one status line from the input of Claude Code, as bursar-hook statusline does.", "bursar statusline --check") { Hidden = true };
        command.Options.Add(check);
        command.SetAction(parsed => (int)(parsed.GetValue(check) ? Check(context) : Draw(context)));
        return command;
    }

    private static ExitCode Check(CommandContext context)
    {
        string[] faults = [.. UserConfig.Faults(context.Paths).Concat(StatusLineConfig.Read(context.Paths).Faults).Distinct(StringComparer.Ordinal)];
        foreach (var fault in faults)
        {
            context.Terminal.Error.WriteLine($"error: {fault}");
        }

        if (faults.Length > 0)
        {
            context.Terminal.Error.WriteLine("hint: docs/statusline.md says what is allowed; until then the line goes without it.");
            return ExitCode.CheckFailed;
        }

        context.Terminal.Out.WriteLine(UserConfig.Read(context.Paths).Find("statusLine") is not null
            ? $"{context.Paths.ConfigFile} has no fault in `statusLine`."
            : $"{context.Paths.ConfigFile} {(File.Exists(context.Paths.ConfigFile) ? "has no `statusLine`" : "is not there")}: the line is drawn by the default template.");
        return ExitCode.Done;
    }

    private static ExitCode Draw(CommandContext context)
    {
        var outcome = StatusRunner.Run(Terminal.ReadInput(), GuardEnvironment.Of(context.Environment, context.Clock), context.Cancellation);
        if (outcome.Error is not null)
        {
            context.Terminal.Error.WriteLine(outcome.Error);
        }

        context.Terminal.RawOut().Write(outcome.Output);
        return ExitCode.Done;
    }
}
