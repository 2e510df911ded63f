using System.Diagnostics;
using System.Globalization;

namespace Bursar.Bench.Hook;

/// <summary>The program that answers hooks of one home for this one's sake, as a client's first hook would start it.</summary>
internal sealed class Resident : IDisposable
{
    private static readonly TimeSpan MaxStart = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private Resident(Process process) => _process = process;

    public static Resident Start(string hook, string home)
    {
        var bursar = Path.Combine(home, "bursar");
        using var seen = new ManualResetEventSlim();
        using var watcher = new FileSystemWatcher(bursar, "resident.sock") { EnableRaisingEvents = true };
        watcher.Created += (_, _) => seen.Set();
        watcher.Renamed += (_, _) => seen.Set();
        var start = new ProcessStartInfo(hook, ["resident", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        start.Environment["HOME"] = home;
        start.Environment["BURSAR_HOME"] = bursar;
        var process = Process.Start(start)!;
        return File.Exists(Path.Combine(bursar, "resident.sock")) || seen.Wait(MaxStart)
            ? new Resident(process)
            : throw new InvalidOperationException($"`{hook} resident` does not listen");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
