using System.Diagnostics;
using System.Globalization;

namespace Bursar.Bench.Compare;

/// <summary>Runs a command and appends its name, wall and CPU seconds and peak memory to a log, tab-separated.</summary>
internal static class TimeVerb
{
    public static int Run(Flags flags)
    {
        string name = flags.Required("name");
        string log = flags.Required("log");
        string[] command = flags.Rest.Length > 0 ? flags.Rest : throw new FlagException("time needs a command after --");

        using var child = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true },
        };
        using Stream output = flags.Optional("stdout") is { } path ? File.Create(path) : Stream.Null;
        long ownPeak = PeakMemory.Of(Environment.ProcessId);
        var watch = Stopwatch.StartNew();
        child.Start();
        Task copying = child.StandardOutput.BaseStream.CopyToAsync(output);
        long seenPeak = PeakMemory.Watch(child);
        child.WaitForExit();
        double wall = watch.Elapsed.TotalSeconds;
        copying.Wait();

        ChildUsage usage = ChildUsage.OfWaitedChildren();

        // What the system reports starts from this process's own size, because a child begins as its copy; below
        // that only the watched figure means anything.
        long peak = usage.PeakBytes > ownPeak * 5 / 4 ? usage.PeakBytes : seenPeak;
        File.AppendAllText(log, string.Create(CultureInfo.InvariantCulture, $"{name}\t{wall:F4}\t{usage.CpuSeconds:F4}\t{peak}\n"));
        return child.ExitCode;
    }
}
