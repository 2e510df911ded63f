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

        // The first start of any child pays for compiling this program's own way there.
        Measure("true", [], Stream.Null, out _);
        using Stream output = flags.Optional("stdout") is { } path ? File.Create(path) : Stream.Null;
        Figures figures = Measure(command[0], command[1..], output, out int exitCode);
        File.AppendAllText(log, string.Create(CultureInfo.InvariantCulture,
            $"{name}\t{figures.Wall:F4}\t{figures.Cpu:F4}\t{figures.PeakBytes}\n"));
        return exitCode;
    }

    private static Figures Measure(string program, string[] arguments, Stream output, out int exitCode)
    {
        using var child = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true },
        };
        long ownPeak = PeakMemory.Of(Environment.ProcessId);
        double cpuBefore = ChildUsage.OfWaitedChildren().CpuSeconds;
        var watch = Stopwatch.StartNew();
        child.Start();
        Task copying = child.StandardOutput.BaseStream.CopyToAsync(output);
        long seenPeak = PeakMemory.Watch(child);
        child.WaitForExit();
        double wall = watch.Elapsed.TotalSeconds;
        copying.Wait();
        exitCode = child.ExitCode;

        // What the system reports starts from this process's own size, because a child begins as its copy; below
        // that only the watched figure means anything.
        ChildUsage usage = ChildUsage.OfWaitedChildren();
        long peak = usage.PeakBytes > ownPeak * 5 / 4 ? usage.PeakBytes : seenPeak;
        return new Figures(wall, usage.CpuSeconds - cpuBefore, peak);
    }

    private sealed record Figures(double Wall, double Cpu, long PeakBytes);
}
