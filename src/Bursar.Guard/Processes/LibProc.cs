using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Bursar.Guard.Processes;

/// <summary>Processes as macOS tells of them: <c>struct proc_bsdinfo</c> of <c>libproc.h</c>.</summary>
internal static partial class LibProc
{
    private const int BsdInfo = 3;
    private const int Size = 136;
    private const int ParentAt = 16;
    private const int NameAt = 48;
    private const int NameLength = 16;
    private const int SecondsAt = 120;
    private const int MicrosecondsAt = 128;

    public static ProcessEntry? Find(int id)
    {
        Span<byte> info = stackalloc byte[Size];
        if (PidInfo(id, BsdInfo, 0, info, Size) != Size)
        {
            return null;
        }

        var name = info.Slice(NameAt, NameLength);
        var end = name.IndexOf((byte)0);
        var started = (BinaryPrimitives.ReadInt64LittleEndian(info[SecondsAt..]) * 1_000_000) + BinaryPrimitives.ReadInt64LittleEndian(info[MicrosecondsAt..]);
        return new ProcessEntry(id, BinaryPrimitives.ReadInt32LittleEndian(info[ParentAt..]), Encoding.UTF8.GetString(end < 0 ? name : name[..end]), started);
    }

    [LibraryImport("libproc", EntryPoint = "proc_pidinfo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int PidInfo(int process, int flavor, ulong argument, Span<byte> buffer, int size);
}
