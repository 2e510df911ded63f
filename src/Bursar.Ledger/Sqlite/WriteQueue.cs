using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bursar.Ledger.Sqlite;

/// <summary>
/// Lets writers of one ledger go in the order in which they came. SQLite's lock is taken by whoever happens to look when it is
/// free, so that of 32 hooks at once one may wait for more than a second while others have their turn again and again. The
/// system gives a lock on a file to the first that waits for it. A courtesy and no more: who has waited in vain goes on
/// without, and SQLite's lock decides, as it does where there is no such queue (Windows, some network folders).
/// </summary>
internal sealed partial class WriteQueue(string ledger) : IDisposable
{
    /// <summary><c>LOCK_EX</c>, <c>LOCK_NB</c> and <c>LOCK_UN</c> of file.h.</summary>
    private const int Exclusive = 2, AtOnce = 4, Free = 8;

    /// <summary><c>O_RDWR</c> and <c>O_CLOEXEC</c> of fcntl.h.</summary>
    private const int ReadWrite = 2, CloseOnExec = 0x80000, CloseOnExecMac = 0x1000000;

    private readonly Turnstile _turnstile = Turnstile.Of(ledger);
    private SafeFileHandle? _file;
    private int _depth;
    private bool _isPassed;
    private bool _isHeld;

    /// <summary>Waits for its turn, and no longer than is bearable.</summary>
    public void Enter(TimeSpan patience)
    {
        if (_depth++ > 0)
        {
            // A write within a write is refused by SQLite, and shall not wait for its own turn before.
            return;
        }

        var began = TimeProvider.System.GetTimestamp();
        _isPassed = _turnstile.Enter(patience);
        patience -= TimeProvider.System.GetElapsedTime(began);
        if (OperatingSystem.IsWindows() || Open() is not { } file)
        {
            return;
        }

        _isHeld = Lock(file, Exclusive | AtOnce) == 0 || (patience > TimeSpan.Zero && Wait(file, patience));
    }

    public void Leave()
    {
        if (--_depth > 0)
        {
            return;
        }

        if (_isHeld)
        {
            _ = Lock(_file!, Free);
            _isHeld = false;
        }

        if (_isPassed)
        {
            _isPassed = false;
            _turnstile.Leave();
        }
    }

    /// <summary>The call that waits has no time limit, so a thread of its own makes it.</summary>
    private bool Wait(SafeFileHandle file, TimeSpan patience)
    {
        var turn = new Turn(file);
        var thread = new Thread(turn.Take, maxStackSize: 64 * 1024) { IsBackground = true };
        thread.Start();
        if (turn.Await(patience))
        {
            return true;
        }

        // The lock that may still come belongs to this file; the next one waits with another.
        _file = null;
        return false;
    }

    private SafeFileHandle? Open()
    {
        if (_file is not null)
        {
            return _file;
        }

        try
        {
            var path = ledger + "-queue";
            if (!OperatingSystem.IsWindows() && !File.Exists(path))
            {
                using var made = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            }

            // Not by .NET, which asks for a lock of its own on every file and fails where it does not get one.
            var opened = new SafeFileHandle(OpenFile(path, ReadWrite | (OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExec)), ownsHandle: true);
            return _file = opened.IsInvalid ? null : opened;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where no file can be made, SQLite says what is wrong with the folder.
            return null;
        }
    }

    public void Dispose()
    {
        Leave();
        _file?.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Lock(SafeFileHandle file, int operation);

    /// <summary>One wait. Who comes too late to be of use lets the next one in.</summary>
    private sealed class Turn(SafeFileHandle file)
    {
        private readonly object _gate = new();
        private bool _isOver;
        private bool _isHeld;
        private bool _isGivenUp;

        public void Take()
        {
            var isHeld = WriteQueue.Lock(file, Exclusive) == 0;
            lock (_gate)
            {
                (_isOver, _isHeld) = (true, isHeld);
                Monitor.Pulse(_gate);
                if (_isGivenUp)
                {
                    file.Dispose();
                }
            }
        }

        public bool Await(TimeSpan patience)
        {
            lock (_gate)
            {
                // Once is enough: nobody else pulses.
                _isGivenUp = !_isOver && !Monitor.Wait(_gate, patience);
                return _isHeld;
            }
        }
    }
}
