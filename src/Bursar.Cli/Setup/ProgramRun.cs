using System.Diagnostics;

namespace Bursar.Cli.Setup;

/// <summary>How a program that Bursar started ended; <see cref="ExitCode"/> is null if it did not in time.</summary>
internal sealed record ProgramRun(int? ExitCode, string Output, string Error, TimeSpan Time)
{
    /// <summary>Runs a program to its end, or ends it.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static ProgramRun Of(ProcessStartInfo start, string input, TimeSpan limit, TimeProvider clock)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var started = clock.GetTimestamp();
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not read to the end; how it ended says why.
        }

        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            return new ProgramRun(ExitCode: null, "", "", clock.GetElapsedTime(started));
        }

        return new ProgramRun(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult(), clock.GetElapsedTime(started));
    }
}
