using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Bursar.Guard;
using Bursar.Hook.Resident;

namespace Bursar.Hook;

/// <summary>
/// Starts what the user's configuration wants done when a session has ended, and does not wait for it: the programs belong to
/// a session of the system of their own, so that they outlive the client, and nothing of theirs is read.
/// </summary>
internal static class BackgroundPrograms
{
    /// <summary>The shell ends at once; where there is no setsid, a program whose standard streams are nobody's has to do.</summary>
    private const string Detached = "if command -v setsid >/dev/null 2>&1; then setsid \"$@\" </dev/null >/dev/null 2>&1 & else \"$@\" </dev/null >/dev/null 2>&1 & fi";

    public static void Start()
    {
        var environment = GuardEnvironment.Of(Environment.GetEnvironmentVariable, TimeProvider.System);
        var commands = BackgroundWork.Commands(environment.Paths);
        if (commands.Count == 0)
        {
            return;
        }

        var bursar = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "bursar.exe" : "bursar");
        if (!File.Exists(bursar))
        {
            BackgroundWork.TellFailure(environment, $"what config.json wants done after a session was not started: there is no {bursar}. Install both programs into one folder.");
            return;
        }

        foreach (var arguments in commands)
        {
            try
            {
                Start(bursar, arguments, environment.Paths.Config);
            }
            catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
            {
                BackgroundWork.TellFailure(environment, $"`bursar {arguments[0]}` could not be started: {e.Message}");
            }
        }
    }

    /// <summary>
    /// Starts the program that answers the events that follow, where a client runs that will ask. Nothing waits for it, and
    /// nothing is amiss when it cannot be: each hook does its work itself then.
    /// </summary>
    public static void StartResident(GuardEnvironment environment)
    {
        try
        {
            if (environment.Client.Value is { IsNamed: true } client
                && Environment.ProcessPath is { } program && Path.GetFileName(program) is "bursar-hook"
                && Residence.Find(environment.Variables, environment.Paths) is not null
                && GuardConfig.AllowsResident(environment.Paths))
            {
                Start(program, [Residence.Verb, client.Id.ToString(CultureInfo.InvariantCulture)], environment.Paths.State);
            }
        }
        catch (Exception e) when (e is UserError or Win32Exception or IOException or UnauthorizedAccessException)
        {
            BackgroundWork.TellFailure(environment, $"the program that answers hooks sooner was not started: {e.Message}");
        }
    }

    private static void Start(string program, string[] arguments, string folder)
    {
        using var started = Process.Start(Detach(program, arguments, folder));
    }

    private static ProcessStartInfo Detach(string bursar, string[] arguments, string folder) => OperatingSystem.IsWindows()
        ? new ProcessStartInfo(bursar, arguments) { UseShellExecute = false, CreateNoWindow = true, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder }
        : new ProcessStartInfo("/bin/sh", ["-c", Detached, "sh", bursar, .. arguments]) { WorkingDirectory = folder };
}
