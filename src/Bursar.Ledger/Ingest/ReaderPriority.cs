using System.Runtime.InteropServices;

namespace Bursar.Ledger.Ingest;

/// <summary>
/// Lets the writer go first where there are fewer cores than threads: what the readers have in hand at the end is written
/// by one thread alone while the other cores stand idle.
/// </summary>
internal static partial class ReaderPriority
{
    private const int Process = 0;
    private const int CallingThread = 0;
    private const int Nice = 5;

    public static void Yield()
    {
        // On Linux the call is about the thread; elsewhere it would be about the whole program.
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(Process, CallingThread, Nice);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);
}
