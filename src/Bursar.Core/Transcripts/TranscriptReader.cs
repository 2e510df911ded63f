using Microsoft.Win32.SafeHandles;

namespace Bursar.Transcripts;

/// <summary>
/// Reads a transcript from a position on, piece by piece. One per thread: it owns the buffer and the text pool.
/// Memory is bounded by the buffer, except for a line that holds usage and is longer than it.
/// </summary>
public sealed class TranscriptReader(int bufferSize = TranscriptReader.DefaultBufferSize)
{
    /// <summary>Fits the second-level cache, so that searching a chunk twice costs one read from memory.</summary>
    public const int DefaultBufferSize = 256 * 1024;

    private readonly LineInterpreter _lines = new();
    private readonly byte[] _buffer = new byte[Math.Max(bufferSize, 256)];

    /// <summary>
    /// Reads lines from <paramref name="from"/> on, until the end or until the batch holds <paramref name="maxResponses"/>.
    /// What lies behind <paramref name="size"/> is left for the next time, so that a file which grows as fast as it is read
    /// comes to an end. A last line without its newline is used if it is whole, but the position stays before it.
    /// </summary>
    /// <returns>The position to go on from, and whether the end was reached.</returns>
    public (TranscriptPosition Position, bool AtEnd) Read(SafeFileHandle handle, TranscriptFile file, TranscriptPosition from, ResponseBatch batch, LineProblemCounts problems, int maxResponses = int.MaxValue, long size = long.MaxValue)
    {
        _lines.Begin(file, from, batch, problems);
        var offset = from.Offset;
        var held = 0;
        while (true)
        {
            var room = Room(held, size - offset - held);
            var read = room.IsEmpty ? 0 : RandomAccess.Read(handle, room, offset + held);
            var data = _buffer.AsSpan(0, held + read);
            var used = Lines(data, atEnd: read == 0);
            offset += used;
            if (read == 0)
            {
                return (_lines.Position(offset), true);
            }

            if (batch.Count >= maxResponses)
            {
                return (_lines.Position(offset), false);
            }

            data[used..].CopyTo(_buffer);
            held = data.Length - used;
            if (held == _buffer.Length)
            {
                var length = LongLine(handle, offset, size, out var atEnd);
                if (atEnd)
                {
                    return (_lines.Position(offset), true);
                }

                offset += length;
                held = 0;
            }
        }
    }

    private Span<byte> Room(int held, long left) => _buffer.AsSpan(held, (int)Math.Clamp(left, 0, _buffer.Length - held));

    private int Lines(ReadOnlySpan<byte> data, bool atEnd)
    {
        var used = 0;
        ReadOnlySpan<byte> unread = default;
        while (true)
        {
            var length = LineScan.Next(data[used..], out var mayHoldUsage);
            if (length < 0)
            {
                if (atEnd)
                {
                    _lines.UseTail(data[used..], ref unread);
                }

                _lines.Preceding.Settle(ref unread);
                return used;
            }

            _lines.Use(data.Slice(used, length), mayHoldUsage, ref unread);
            used += length + 1;
        }
    }

    /// <summary>Passes a line that does not fit the buffer without holding it, unless it may hold usage.</summary>
    private long LongLine(SafeFileHandle handle, long offset, long size, out bool atEnd)
    {
        var mayHoldUsage = false;
        byte first = 0, last = 0;
        long length = 0;
        var held = 0;
        _lines.Preceding.BeginPassing();
        while (true)
        {
            var read = RandomAccess.Read(handle, Room(held, size - offset - length), offset + length);
            atEnd = read == 0;
            if (atEnd)
            {
                break;
            }

            var data = _buffer.AsSpan(0, held + read);
            var end = data[held..].IndexOf((byte)'\n');
            var line = end < 0 ? data : data[..(held + end)];

            // An image is searched once, not for each of the things that it cannot hold.
            var holdsKeys = _lines.Preceding.Pass(line[held..]) || held > 0 && line[..held].IndexOfAny((byte)'"', (byte)'\\') >= 0;
            mayHoldUsage = mayHoldUsage || (length == 0 && (CostState.MayBe(line) || PromptLine.MayBe(line))) || (holdsKeys && LineFilter.MayHoldUsage(line));
            if (line.Trim(LineFilter.Space) is [var begins, .., var ends])
            {
                first = first == 0 ? begins : first;
                last = ends;
            }

            if (end >= 0)
            {
                length += end + 1;
                break;
            }

            length += read;
            held = Math.Min(LineFilter.Overlap, data.Length);
            data[^held..].CopyTo(_buffer);
        }

        if (!mayHoldUsage && _lines.IsStartFound)
        {
            if (!atEnd)
            {
                _lines.Pass(isWhole: first == 0 || (first == (byte)'{' && last == (byte)'}'));
            }
        }
        else if (length > Array.MaxLength)
        {
            _lines.Refuse(LineProblem.TooLong);
        }
        else
        {
            var whole = new byte[length];
            var filled = 0;
            while (filled < whole.Length && RandomAccess.Read(handle, whole.AsSpan(filled), offset + filled) is > 0 and var more)
            {
                filled += more;
            }

            ReadOnlySpan<byte> unread = default;
            if (atEnd)
            {
                _lines.UseTail(whole.AsSpan(0, filled), ref unread);
            }
            else
            {
                var line = whole.AsSpan(0, Math.Max(filled - 1, 0));
                _lines.Use(line, LineFilter.MayHoldUsage(line), ref unread);
                _lines.Preceding.Settle(ref unread);
            }
        }

        return length;
    }
}
