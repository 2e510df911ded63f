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
    /// A last line without its newline is used if it is whole, but the position stays before it.
    /// </summary>
    /// <returns>The position to go on from, and whether the end was reached.</returns>
    public (TranscriptPosition Position, bool AtEnd) Read(SafeFileHandle handle, TranscriptFile file, TranscriptPosition from, ResponseBatch batch, LineProblemCounts problems, int maxResponses = int.MaxValue)
    {
        _lines.Begin(file, from, batch, problems);
        var offset = from.Offset;
        var held = 0;
        while (true)
        {
            var read = RandomAccess.Read(handle, _buffer.AsSpan(held), offset + held);
            var data = _buffer.AsSpan(0, held + read);
            var used = Lines(data);
            offset += used;
            if (read == 0)
            {
                _lines.UseTail(data[used..]);
                return (Position(offset), true);
            }

            if (batch.Count >= maxResponses)
            {
                return (Position(offset), false);
            }

            data[used..].CopyTo(_buffer);
            held = data.Length - used;
            if (held == _buffer.Length)
            {
                var length = LongLine(handle, offset, out var atEnd);
                if (atEnd)
                {
                    return (Position(offset), true);
                }

                offset += length;
                held = 0;
            }
        }
    }

    private TranscriptPosition Position(long offset) => new(offset, _lines.Line, _lines.Start);

    private int Lines(ReadOnlySpan<byte> data)
    {
        var used = 0;
        while (true)
        {
            var length = data[used..].IndexOf((byte)'\n');
            if (length < 0)
            {
                return used;
            }

            _lines.Use(data.Slice(used, length));
            used += length + 1;
        }
    }

    /// <summary>Passes a line that does not fit the buffer without holding it, unless it may hold usage.</summary>
    private long LongLine(SafeFileHandle handle, long offset, out bool atEnd)
    {
        var mayHoldUsage = false;
        long length = 0;
        var held = 0;
        while (true)
        {
            var read = RandomAccess.Read(handle, _buffer.AsSpan(held), offset + length);
            atEnd = read == 0;
            if (atEnd)
            {
                break;
            }

            var data = _buffer.AsSpan(0, held + read);
            var end = data[held..].IndexOf((byte)'\n');
            mayHoldUsage = mayHoldUsage || LineFilter.MayHoldUsage(end < 0 ? data : data[..(held + end)]);
            if (end >= 0)
            {
                length += end + 1;
                break;
            }

            length += read;
            held = Math.Min(LineFilter.Overlap, data.Length);
            data[^held..].CopyTo(_buffer);
        }

        if (!mayHoldUsage && _lines.Start != TranscriptPosition.UnknownStart)
        {
            if (!atEnd)
            {
                _lines.Pass();
            }
        }
        else if (length > Array.MaxLength)
        {
            _lines.Refuse(LineProblem.TooLong);
        }
        else
        {
            var line = new byte[length];
            var filled = 0;
            while (filled < line.Length && RandomAccess.Read(handle, line.AsSpan(filled), offset + filled) is > 0 and var more)
            {
                filled += more;
            }

            if (atEnd)
            {
                _lines.UseTail(line.AsSpan(0, filled));
            }
            else
            {
                _lines.Use(line.AsSpan(0, Math.Max(filled - 1, 0)));
            }
        }

        return length;
    }
}
