using System.Diagnostics;
using System.Text;

namespace Bursar.Cli.Tests.Programs;

/// <summary>A program that was started, in an environment that holds only what was passed in. Disposing ends it.</summary>
public sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly string _command;
    private readonly Task<string> _stdout;
    private readonly Task<string> _stderr;
    private readonly StringBuilder _errors = new();

    public RunningProgram(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _command = $"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)}".TrimEnd();
        Process = Process.Start(start)!;
        _stdout = Process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _stderr = CollectAsync(Process.StandardError);
    }

    public Process Process { get; }

    public bool IsRunning => !Process.HasExited;

    /// <summary>Until it has said this on standard error.</summary>
    public async Task UntilErrorAsync(string words)
    {
        while (!Errors().Contains(words, StringComparison.Ordinal))
        {
            Assert.True(IsRunning, $"`{_command}` ended without saying: {words}");
            await Task.Yield();
        }
    }

    /// <summary>Ends it as a power cut would: SIGKILL, nothing is flushed.</summary>
    public void Kill() => Process.Kill();

    /// <summary>Ctrl-C.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("/bin/kill", ["-INT", $"{Process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<ProgramResult> EndAsync()
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        time.CancelAfter(Limit);
        try
        {
            Process.StandardInput.Close();
            await Process.WaitForExitAsync(time.Token);
        }
        catch (OperationCanceledException)
        {
            Process.Kill(entireProcessTree: true);
            throw new TimeoutException($"`{_command}` was still running after {Limit.TotalSeconds} s.\n{await _stdout}\n{await _stderr}");
        }

        return new ProgramResult(_command, Process.ExitCode, await _stdout, await _stderr);
    }

    private string Errors()
    {
        lock (_errors)
        {
            return _errors.ToString();
        }
    }

    private async Task<string> CollectAsync(StreamReader reader)
    {
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer, CancellationToken.None) is > 0 and var count)
        {
            lock (_errors)
            {
                _errors.Append(buffer, 0, count);
            }
        }

        return Errors();
    }

    public void Dispose()
    {
        if (IsRunning)
        {
            Process.Kill(entireProcessTree: true);
            Process.WaitForExit();
        }

        Process.Dispose();
    }
}
