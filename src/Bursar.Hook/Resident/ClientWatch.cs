using System.Runtime.InteropServices;

namespace Bursar.Hook.Resident;

/// <summary>The clients whose hooks have asked: while one of them runs, there is somebody to answer.</summary>
internal sealed partial class ClientWatch(Action onLastGone)
{
    /// <summary><c>pidfd_open</c>, the same number on every machine.</summary>
    private const nint OpenProcess = 434;

    private readonly HashSet<int> _running = [];

    /// <returns>Whether it runs and is watched from now on.</returns>
    public bool Add(int process)
    {
        lock (_running)
        {
            if (_running.Contains(process))
            {
                return true;
            }

            var file = (int)SystemCall(OpenProcess, process, 0);
            if (file < 0)
            {
                return false;
            }

            _running.Add(process);
            new Thread(() => AwaitEnd(process, file), maxStackSize: 64 * 1024) { IsBackground = true }.Start();
            return true;
        }
    }

    private void AwaitEnd(int process, int file)
    {
        Polling.IsReady(file, Timeout.InfiniteTimeSpan);
        _ = Close(file);
        bool isLast;
        lock (_running)
        {
            _running.Remove(process);
            isLast = _running.Count == 0;
        }

        if (isLast)
        {
            onLastGone();
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SystemCall(nint number, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
