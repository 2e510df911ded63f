using System.ComponentModel;
using System.Diagnostics;

namespace Bursar.EndToEnd.Tests.Programs;

/// <summary>Runs a program to its end in an environment that holds only what is passed in.</summary>
internal static class ProgramRunner
{
    public const string SystemPath = "/usr/local/bin:/usr/bin:/bin";

    public static async Task<ProgramResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory,
        TimeSpan limit,
        string stdin = "",
        CancellationToken cancellation = default)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var command = $"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)}";
        using var process = Start(start);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(limit);
        var stdout = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var stderr = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await FeedAsync(process, stdin);
        try
        {
            await process.WaitForExitAsync(time.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException(
                $"`{command}` was still running after {limit.TotalSeconds} s.\n--- stdout\n{await stdout}\n--- stderr\n{await stderr}");
        }

        return new ProgramResult(command, process.ExitCode, await stdout, await stderr);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"`{start.FileName}` could not be started in {start.WorkingDirectory}: {e.Message}", e);
        }
    }

    private static async Task FeedAsync(Process process, string stdin)
    {
        try
        {
            await process.StandardInput.WriteAsync(stdin);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program may end without reading its input; its exit code tells the rest.
        }
    }
}
