using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bursar.Hook;

/// <summary>Waits until an open file has something to say. Linux and macOS number the calls alike.</summary>
internal static partial class Polling
{
    private const short Readable = 1;
    private const int Interrupted = 4;

    /// <summary>Whether a read would end at once within the time; a time below nothing waits for as long as it takes.</summary>
    public static bool IsReady(int file, TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        var entry = new Entry { File = file, Asked = Readable };
        while (true)
        {
            var left = patience < TimeSpan.Zero ? -1 : (int)Math.Max(0, (patience - Stopwatch.GetElapsedTime(began)).TotalMilliseconds);
            var ready = Poll(ref entry, 1, left);
            if (ready >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
            {
                return ready != 0;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref Entry entries, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public int File;
        public short Asked;
        public short Met;
    }
}
