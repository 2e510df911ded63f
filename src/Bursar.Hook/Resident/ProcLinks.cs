using System.Globalization;
using System.Runtime.InteropServices;

namespace Bursar.Hook.Resident;

/// <summary>What Linux's links under <c>/proc</c> say of two processes.</summary>
internal static partial class ProcLinks
{
    private const int MaxLength = 4096;

    /// <summary>Whether another process runs the very program that this one does; a program that was replaced meanwhile is another.</summary>
    public static bool IsSameProgram(int process) => IsSame(process, "exe");

    /// <summary>Whether another process sees the files that this one sees.</summary>
    public static bool SeesSameFiles(int process) => IsSame(process, "ns/mnt") && IsSame(process, "root");

    /// <summary>Whether this program's file is still the one that it was started from.</summary>
    public static bool IsCurrent()
    {
        Span<byte> own = stackalloc byte[MaxLength];
        return !own[..Read("/proc/self/exe", own)].EndsWith(" (deleted)"u8);
    }

    private static bool IsSame(int process, string link)
    {
        Span<byte> own = stackalloc byte[MaxLength];
        Span<byte> other = stackalloc byte[MaxLength];
        var length = Read("/proc/self/" + link, own);
        return length > 0 && own[..length].SequenceEqual(other[..Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{link}"), other)]);
    }

    private static int Read(string path, Span<byte> room) => Math.Max(0, (int)ReadLink(path, room, room.Length));

    [LibraryImport("libc", EntryPoint = "readlink", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReadLink(string path, Span<byte> room, nint length);
}
