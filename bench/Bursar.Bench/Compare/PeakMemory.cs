using System.Diagnostics;
using System.Globalization;

namespace Bursar.Bench.Compare;

/// <summary>A process's largest resident size so far, from Linux's own account of it; 0 where there is none.</summary>
internal static class PeakMemory
{
    private const int PollMilliseconds = 20;

    public static long Of(int process)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) ?? "";
            return line.Length == 0 ? 0 : long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Looks again and again until the process ends, since afterwards the figure is gone.</summary>
    public static long Watch(Process process)
    {
        long peak = 0;
        do
        {
            peak = Math.Max(peak, Of(process.Id));
        }
        while (!process.WaitForExit(PollMilliseconds));
        return peak;
    }
}
