using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Bursar.Guard;

namespace Bursar.Hook.Resident;

/// <summary>
/// Asks the resident program, which has everything open that a hook would open first. It answers as this program would, or
/// not at all: then the hook does the work itself.
/// </summary>
internal static partial class ResidentClient
{
    /// <summary>Somewhat longer than the resident program gives itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.5);

    /// <summary>After this long without an answer, it is looked at whether the other one still runs.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <returns>Null when it is not there, is not to be trusted, or has gone: nothing is decided then.</returns>
    public static HookOutcome? Ask(Question question, ReadOnlySpan<byte> input)
    {
        if (!OperatingSystem.IsLinux() || Find() is not { } residence)
        {
            return null;
        }

        using var socket = LocalSocket.Connect(residence.Socket);
        return socket?.Peer is { } peer && peer.User == EffectiveUser() && peer.Process > 0 && ProcLinks.IsSameProgram(peer.Process) && Message.Ask(socket, question, input)
            ? Await(socket, peer.Process)
            : null;
    }

    private static Residence? Find()
    {
        try
        {
            return Residence.Find(Environment.GetEnvironmentVariable, BursarPaths.Find(Environment.GetEnvironmentVariable, Environment.GetEnvironmentVariable("HOME")));
        }
        catch (UserError)
        {
            // Without a home there is no resident program, and the hook says what it misses.
            return null;
        }
    }

    /// <summary>A program that was stopped will not answer, and must not hold the client up.</summary>
    [SupportedOSPlatform("linux")]
    private static HookOutcome? Await(LocalSocket socket, int process)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Interval)
        {
            if (socket.Awaits(Interval))
            {
                return Message.Receive(socket);
            }

            if (IsStopped(process))
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsStopped(int process)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart() is ['T' or 't' or 'Z', ..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();
}
