using System.CommandLine;
using Bursar.Cli.Guarding;
using Bursar.Guard;

namespace Bursar.Cli.CommandLine;

/// <summary>
/// Commands that the hook starts when a session ends: nobody reads what they print, so what fails is told in the journal.
/// </summary>
internal static class AfterSession
{
    public static Option<bool> Option() => new(BackgroundWork.Flag) { Description = "Started by the hook: what fails is told in the journal.", Hidden = true };

    public static async Task<int> GuardAsync(CommandContext context, bool isBackground, string name, Func<Task<ExitCode>> work)
    {
        try
        {
            return (int)await work();
        }
        catch (Exception e) when (isBackground && e is not OperationCanceledException)
        {
            BackgroundWork.TellFailure(Policies.Environment(context), $"{name}: {(e is UserError or IOException or UnauthorizedAccessException ? e.Message : $"it met something it does not expect ({e.GetType().Name}: {e.Message})")}");
            throw;
        }
    }
}
