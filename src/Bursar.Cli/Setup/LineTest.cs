using System.ComponentModel;
using System.Diagnostics;

namespace Bursar.Cli.Setup;

/// <summary>Whether a status line is drawn, tried as the client would ask for it.</summary>
internal static class LineTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <returns>What is wrong, or null.</returns>
    public static string? Run(string command, TimeProvider clock)
    {
        var folder = Directory.CreateTempSubdirectory("bursar-line-test-").FullName;
        try
        {
            // No shell is looked for on Windows; the client has one of its own there.
            var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(command.Split('\'') is [_, var quoted, _] ? quoted : command.Split(' ')[0], ["statusline"]) : new ProcessStartInfo("/bin/sh", ["-c", command]);
            start.WorkingDirectory = folder;
            start.Environment["BURSAR_HOME"] = folder;
            var run = ProgramRun.Of(start, """{"session_id":"bursar-self-test","model":{"display_name":"Self-test"}}""", Limit, clock);
            return run.ExitCode is null ? $"no line within {Limit.TotalSeconds:0} s"
                : run.ExitCode != 0 || string.IsNullOrWhiteSpace(run.Output) ? $"exit code {run.ExitCode}{(string.IsNullOrWhiteSpace(run.Error) ? "" : $", on standard error: {run.Error.Trim().ReplaceLineEndings(" ")}")}"
                : null;
        }
        catch (Win32Exception e)
        {
            return $"it cannot be started: {e.Message}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
