using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Bursar.Transcripts;

/// <summary>
/// What a folder holds, by Linux's own calls: .NET asks about each entry by its whole path, and once more by whom it is asked,
/// which takes twice the time where thousands of transcripts are asked about before every report.
/// </summary>
internal static unsafe partial class LinuxFolder
{
    /// <summary><c>O_CLOEXEC</c>, and <c>O_NONBLOCK</c> for what has just become a pipe; <c>O_DIRECTORY</c> is not the same on every machine.</summary>
    private const int ReadFolder = 0x80000 | 0x800;

    /// <summary><c>struct linux_dirent64</c>: the whole length, the kind, and a name that ends with a zero.</summary>
    private const int LengthAt = 16, KindAt = 18, NameAt = 19;

    private const byte Folder = 4, File = 8, Link = 10;

    /// <summary><c>struct statx</c>, the same on every machine.</summary>
    private const int ModeAt = 28, SizeAt = 40, SecondsAt = 112, NanosecondsAt = 120, StatLength = 256;

    private const int ModeKinds = 0xF000, ModeFolder = 0x4000, ModeLink = 0xA000;

    /// <summary><c>AT_SYMLINK_NOFOLLOW</c>, and <c>STATX_TYPE</c>, <c>STATX_MTIME</c> and <c>STATX_SIZE</c>.</summary>
    private const int NoFollow = 0x100;
    private const uint Wanted = 0x1 | 0x40 | 0x200;

    private const int RoomLength = 32 * 1024;

    private static readonly nint ListCall = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 217,
        Architecture.Arm64 => 61,
        _ => 0,
    };

    /// <summary>Takes a folder's transcripts and folders, and links, which may lead to either.</summary>
    /// <param name="entries">Added to.</param>
    /// <returns>False when it cannot be done so; then some entries may have been added, and .NET tells what is wrong.</returns>
    public static bool TryList(string folder, List<FolderEntry> entries)
    {
        if (ListCall == 0)
        {
            return false;
        }

        var opened = Open(folder, ReadFolder);
        if (opened < 0)
        {
            return false;
        }

        var room = ArrayPool<byte>.Shared.Rent(RoomLength);
        try
        {
            fixed (byte* start = room)
            {
                while (true)
                {
                    var length = (int)Call(ListCall, opened, start, room.Length);
                    if (length <= 0)
                    {
                        return length == 0;
                    }

                    for (var at = 0; at < length; at += BinaryPrimitives.ReadUInt16LittleEndian(room.AsSpan(at + LengthAt)))
                    {
                        if (!Add(opened, start + at, entries))
                        {
                            return false;
                        }
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
            _ = Close(opened);
        }
    }

    private static bool Add(int folder, byte* entry, List<FolderEntry> entries)
    {
        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameAt);
        var kind = entry[KindAt];
        var isTranscript = CatalogWalk.IsTranscript(name);
        if (kind == Folder)
        {
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                entries.Add(new FolderEntry(Encoding.UTF8.GetString(name), EntryKind.Folder, 0, 0));
            }

            return true;
        }

        if (kind == Link)
        {
            entries.Add(new FolderEntry(Encoding.UTF8.GetString(name), EntryKind.Link, 0, 0));
            return true;
        }

        // Some file systems do not tell the kind.
        if (kind == File && !isTranscript)
        {
            return true;
        }

        byte* stat = stackalloc byte[StatLength];
        if (Stat(folder, entry + NameAt, NoFollow, Wanted, stat) != 0)
        {
            return false;
        }

        var told = new ReadOnlySpan<byte>(stat, StatLength);
        var found = (BinaryPrimitives.ReadUInt16LittleEndian(told[ModeAt..]) & ModeKinds) switch { ModeFolder => EntryKind.Folder, ModeLink => EntryKind.Link, _ => EntryKind.File };
        if (found != EntryKind.File || isTranscript)
        {
            var written = DateTime.UnixEpoch.Ticks + (BinaryPrimitives.ReadInt64LittleEndian(told[SecondsAt..]) * TimeSpan.TicksPerSecond) + (BinaryPrimitives.ReadUInt32LittleEndian(told[NanosecondsAt..]) / TimeSpan.NanosecondsPerTick);
            entries.Add(new FolderEntry(Encoding.UTF8.GetString(name), found, BinaryPrimitives.ReadInt64LittleEndian(told[SizeAt..]), written));
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(nint number, nint file, byte* room, nint length);

    [LibraryImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(int folder, byte* name, int flags, uint wanted, byte* stat);
}
