using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Guard;

namespace Bursar.Cli.Guarding;

/// <summary>
/// The same answer as <c>bursar-hook</c>, for trying an event by hand. Settings name <c>bursar-hook</c>, which starts in a
/// fraction of the time.
/// </summary>
internal static class HookCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new ExampleCommand("hook", "Answer one hook event from standard input, as bursar-hook does.", "bursar hook < event.json") { Hidden = true };
        command.SetAction(_ =>
        {
            var outcome = HookRunner.Run(Terminal.ReadInput(), GuardEnvironment.Of(context.Environment, context.Clock), context.Cancellation);
            if (outcome.Error is not null)
            {
                context.Terminal.Error.WriteLine(outcome.Error);
            }

            context.Terminal.RawOut().Write(outcome.Output);
            return outcome.ExitCode;
        });
        return command;
    }
}
