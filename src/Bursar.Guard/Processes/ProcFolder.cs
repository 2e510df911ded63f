using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Bursar.Guard.Processes;

/// <summary>Processes as Linux tells of them.</summary>
internal static class ProcFolder
{
    /// <summary>Fields of <c>stat</c> after the name. Z and X are states of a process that has ended; the start is in ticks since boot.</summary>
    private const int State = 0;
    private const int Parent = 1;
    private const int Start = 19;

    /// <summary>The name has at most 64 bytes, and no field after it more than 20.</summary>
    private const int MaxLength = 2048;

    public static ProcessEntry? Find(string proc, int id)
    {
        // "pid (name) state ppid …", where the name may hold anything, parentheses too.
        Span<byte> room = stackalloc byte[MaxLength];
        ReadOnlySpan<byte> stat = room[..Read(string.Create(CultureInfo.InvariantCulture, $"{proc}/{id}/stat"), room)];
        var (from, to) = (stat.IndexOf((byte)'('), stat.LastIndexOf((byte)')'));
        if (from < 0 || to < from)
        {
            return null;
        }

        var name = stat[(from + 1)..to];
        var fields = stat[(to + 1)..];
        var (parent, started) = (-1, 0L);
        var number = 0;
        foreach (var range in fields.Split((byte)' '))
        {
            var field = fields[range];
            if (field.IsEmpty)
            {
                continue;
            }

            if (number == State && (field.SequenceEqual("Z"u8) || field.SequenceEqual("X"u8)))
            {
                return null;
            }

            if (number == Parent && !(Utf8Parser.TryParse(field, out parent, out var used) && used == field.Length && parent >= 0))
            {
                return null;
            }

            if (number == Start)
            {
                started = Utf8Parser.TryParse(field, out long ticks, out _) ? ticks : 0;
                break;
            }

            number++;
        }

        return parent < 0 ? null : new ProcessEntry(id, parent, Encoding.UTF8.GetString(name), started);
    }

    private static int Read(string path, Span<byte> room)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return RandomAccess.Read(file, room, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that has ended, or another user's.
            return 0;
        }
    }
}
