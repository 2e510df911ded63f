using System.Diagnostics;
using System.Globalization;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>The program that answers hooks of one home, started by a test and for as long as the test runs.</summary>
internal sealed class Resident : IDisposable
{
    private readonly Process _process;

    private Resident(Process process) => _process = process;

    public int Id => _process.Id;

    public static string Socket(ClientHome home) => Path.Combine(home.BursarHome, "resident.sock");

    /// <param name="scenario">Whose hooks it answers.</param>
    /// <param name="program">The hook program if it is another than the tests'.</param>
    /// <param name="client">The process for whose sake it runs if that is another than the tests'.</param>
    public static async Task<Resident> StartAsync(GuardScenario scenario, string? program = null, int? client = null)
    {
        var start = new ProcessStartInfo(program ?? HookProgram.ForMany, ["resident", (client ?? Environment.ProcessId).ToString(CultureInfo.InvariantCulture)]);
        start.Environment.Clear();
        foreach (var (name, value) in scenario.Client.Environment)
        {
            start.Environment[name] = value;
        }

        var resident = new Resident(Process.Start(start)!);
        await Until(() => File.Exists(Socket(scenario.Home)), "The resident program does not listen.");
        return resident;
    }

    public Task SignalAsync(string signal) =>
        ProgramRunner.RunAsync("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {Id}")], new Dictionary<string, string>(), "/", TimeSpan.FromSeconds(10), "", TestContext.Current.CancellationToken);

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public Task EndsAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public static async Task Until(Func<bool> holds, string otherwise)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!holds())
        {
            try
            {
                await tick.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(otherwise);
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
