using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Bursar.Hook.Resident;

/// <summary>
/// Answers the hooks of one ledger for as long as a client runs whose hooks ask: what a hook would open, read and close for
/// each event stays open here. It decides by the same code, on the same ledger, and keeps nothing that the ledger does not have.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class ResidentServer
{
    /// <summary>Threads that wait for the next hook, each with a ledger of its own; more are made when all are busy, and end when they are too many.</summary>
    private const int MaxIdle = 32;

    /// <summary><c>LOCK_EX</c> and <c>LOCK_NB</c> of file.h.</summary>
    private const int Exclusive = 2, AtOnce = 4;

    /// <summary>After this long without a question it ends; the next prompt starts another.</summary>
    private static readonly TimeSpan MaxRest = TimeSpan.FromHours(1);

    private readonly LocalSocket _socket;
    private readonly Answerer _answerer;
    private readonly object _gate = new();
    private int _idle;
    private int _busy;
    private long _answered;
    private bool _isOver;

    private ResidentServer(LocalSocket socket, Answerer answerer) => (_socket, _answerer) = (socket, answerer);

    /// <summary>Runs until the last client has gone. Ends at once when there is one already, or when it cannot be.</summary>
    /// <param name="client">The client that it is started for.</param>
    public static void Run(Residence residence, int client)
    {
        using var held = TryLock(residence.Lock);
        if (held is null)
        {
            return;
        }

        using var socket = LocalSocket.Listen(residence.Socket);
        if (socket is null)
        {
            return;
        }

        using var answerer = new Answerer(residence, MaxIdle);
        var server = new ResidentServer(socket, answerer);
        var clients = new ClientWatch(server.Stop);
        try
        {
            if (clients.Add(client))
            {
                server.Serve(clients);
            }
        }
        finally
        {
            // First nobody finds it any more, then nobody is let in, then those who are in get their answers.
            File.Delete(residence.Socket);
            server.Close();
        }
    }

    private void Serve(ClientWatch clients)
    {
        StartThread(clients);
        lock (_gate)
        {
            for (var seen = -1L; !_isOver && seen != _answered;)
            {
                seen = _answered;
                var began = TimeProvider.System.GetTimestamp();
                while (!_isOver && TimeProvider.System.GetElapsedTime(began) is var rested && rested < MaxRest)
                {
                    Monitor.Wait(_gate, MaxRest - rested);
                }
            }
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Close()
    {
        _socket.Shutdown();
        lock (_gate)
        {
            _isOver = true;
            while (_busy > 0 && Monitor.Wait(_gate, Answerer.MaxWork))
            {
            }
        }
    }

    private void StartThread(ClientWatch clients)
    {
        Interlocked.Increment(ref _idle);
        new Thread(() => Answer(clients)) { IsBackground = true }.Start();
    }

    /// <summary>Each thread lets in its own: nobody else has to be woken for it.</summary>
    private void Answer(ClientWatch clients)
    {
        while (_socket.Accept() is { } hook)
        {
            if (Interlocked.Decrement(ref _idle) == 0)
            {
                StartThread(clients);
            }

            lock (_gate)
            {
                _busy++;
            }

            bool isLeaving;
            using (hook)
            {
                isLeaving = !_answerer.Answer(hook, clients) && !ProcLinks.IsCurrent();
            }

            lock (_gate)
            {
                _busy--;
                _answered++;

                // Who turns away does so because this program's file was replaced: by a newer one, which shall answer.
                _isOver |= isLeaving;
                if (_isOver)
                {
                    Monitor.PulseAll(_gate);
                }
            }

            if (Interlocked.Increment(ref _idle) > MaxIdle)
            {
                Interlocked.Decrement(ref _idle);
                return;
            }
        }
    }

    /// <returns>Null while another one runs, or where the file cannot be made.</returns>
    private static SafeFileHandle? TryLock(string path)
    {
        try
        {
            // .NET's own lock is off in this program.
            var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
            if (Lock(file, Exclusive | AtOnce) == 0)
            {
                return file;
            }

            file.Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "flock")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
