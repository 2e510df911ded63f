using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Bursar.Bench.Compare;

/// <summary>What the children of this process have used, once they were waited for.</summary>
internal sealed partial record ChildUsage(double CpuSeconds, long PeakBytes)
{
    private const int Children = -1;

    public static ChildUsage OfWaitedChildren()
    {
        if (GetResourceUsage(Children, out ResourceUsage usage) != 0)
        {
            throw new Win32Exception();
        }

        double cpu = usage.UserSeconds + usage.SystemSeconds + (usage.UserMicroseconds + usage.SystemMicroseconds) / 1e6;
        return new ChildUsage(cpu, usage.MaxResident * (OperatingSystem.IsMacOS() ? 1 : 1024));
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetResourceUsage(int who, out ResourceUsage usage);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceUsage
    {
        public readonly long UserSeconds, UserMicroseconds, SystemSeconds, SystemMicroseconds, MaxResident;
        private readonly Unused _unused;
    }

    [System.Runtime.CompilerServices.InlineArray(13)]
    private struct Unused
    {
        private long _first;
    }
}
