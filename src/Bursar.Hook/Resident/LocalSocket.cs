using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Bursar.Hook.Resident;

/// <summary>
/// A stream between two programs of this machine, by the system's own calls: .NET's sockets bring threads and a megabyte of
/// code to a program that lives for two milliseconds. Numbers are Linux's.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class LocalSocket : IDisposable
{
    /// <summary>A path of <c>sockaddr_un</c>, with the zero at its end.</summary>
    private const int MaxPath = 108;

    private const int Family = 1, StreamCloseOnExec = 1 | 0x80000, NoSignal = 0x4000, ReadAndWrite = 2;
    private const int SocketLevel = 1, PeerCredentials = 17;
    private const int Interrupted = 4;

    /// <summary>Hooks that may wait to be let in; 32 at once are many.</summary>
    private const int Backlog = 256;

    private readonly int _socket;
    private int _isClosed;

    private LocalSocket(int socket) => _socket = socket;

    /// <summary>Who is at the other end: of a stream that was connected, whoever listened.</summary>
    public (int Process, uint User)? Peer
    {
        get
        {
            Span<byte> credentials = stackalloc byte[12];
            var length = credentials.Length;
            return GetOption(_socket, SocketLevel, PeerCredentials, credentials, ref length) == 0 && length == credentials.Length
                ? (BinaryPrimitives.ReadInt32LittleEndian(credentials), BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]))
                : null;
        }
    }

    /// <summary>Whether the system can name a socket so.</summary>
    public static bool CanBe(string path) => Encoding.UTF8.GetByteCount(path) < MaxPath;

    /// <returns>Null when nobody listens there.</returns>
    public static LocalSocket? Connect(string path) => Open(socket =>
    {
        Span<byte> address = stackalloc byte[2 + MaxPath];
        return Connect(socket, address, Address(path, address)) == 0;
    });

    /// <summary>Listens under a name that nobody knows yet, and then takes the name that is asked for: who finds it finds it listening.</summary>
    /// <returns>Null when the system does not let it.</returns>
    public static LocalSocket? Listen(string path)
    {
        var own = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}");
        if (!CanBe(own))
        {
            return null;
        }

        File.Delete(own);
        var socket = Open(socket =>
        {
            Span<byte> address = stackalloc byte[2 + MaxPath];
            return Bind(socket, address, Address(own, address)) == 0 && Listen(socket, Backlog) == 0;
        });
        if (socket is not null)
        {
            File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Move(own, path, overwrite: true);
        }

        return socket;
    }

    /// <summary>Waits for the next one.</summary>
    /// <returns>Null when nobody will come any more.</returns>
    public LocalSocket? Accept()
    {
        while (true)
        {
            var accepted = Accept(_socket, 0, 0);
            if (accepted >= 0)
            {
                return new LocalSocket(accepted);
            }

            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return null;
            }
        }
    }

    public bool Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var sent = Send(_socket, bytes, bytes.Length, NoSignal);
            if (sent > 0)
            {
                bytes = bytes[(int)sent..];
            }
            else if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fills all of it; false when the other end has gone before.</summary>
    public bool Receive(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var received = Receive(_socket, bytes, bytes.Length, 0);
            if (received > 0)
            {
                bytes = bytes[(int)received..];
            }
            else if (received == 0 || Marshal.GetLastPInvokeError() != Interrupted)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether there is something to receive, or nothing more to come, within the time.</summary>
    public bool Awaits(TimeSpan patience) => Polling.IsReady(_socket, patience);

    /// <summary>Ends every wait on it.</summary>
    public void Shutdown() => _ = Shutdown(_socket, ReadAndWrite);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            _ = Close(_socket);
        }
    }

    private static LocalSocket? Open(Func<int, bool> begin)
    {
        var socket = Create(Family, StreamCloseOnExec, 0);
        if (socket < 0)
        {
            return null;
        }

        if (begin(socket))
        {
            return new LocalSocket(socket);
        }

        _ = Close(socket);
        return null;
    }

    private static int Address(string path, Span<byte> address)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(address, Family);
        return 2 + Encoding.UTF8.GetBytes(path, address[2..]) + 1;
    }

    [LibraryImport("libc", EntryPoint = "socket")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Connect(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "bind")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Bind(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "listen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Listen(int socket, int backlog);

    [LibraryImport("libc", EntryPoint = "accept", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Accept(int socket, nint address, nint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(int socket, ReadOnlySpan<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Receive(int socket, Span<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetOption(int socket, int level, int name, Span<byte> value, ref int length);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Shutdown(int socket, int how);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
