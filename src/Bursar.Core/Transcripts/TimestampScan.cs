using System.Buffers;

namespace Bursar.Transcripts;

/// <summary>
/// Finds the timestamp of a line that comes in chunks, so that an image of tens of megabytes need not be held for it; and
/// whether the line belongs to a conversation. Only the line's own keys count, not those of what it contains.
/// </summary>
internal sealed class TimestampScan
{
    /// <summary>No name or time that matters is longer, each of its letters escaped.</summary>
    private const int MaxText = 200;

    private static readonly SearchValues<byte> Nesting = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> Own = SearchValues.Create("\"{}[],:"u8);

    private readonly byte[] _text = new byte[MaxText];
    private int _length;
    private int _depth;
    private bool _inString, _afterBackslash, _isValue, _isTimestamp;

    /// <summary>Microseconds of UTC; null when the line tells none.</summary>
    public long? At { get; private set; }

    public bool HasParent { get; private set; }

    public void Begin()
    {
        (At, HasParent, _depth, _length) = (null, false, 0, 0);
        _inString = _afterBackslash = _isValue = _isTimestamp = false;
    }

    /// <returns>False when the chunk lies wholly inside a string and has neither a quote nor an escape, as with an image.</returns>
    public bool Take(ReadOnlySpan<byte> chunk)
    {
        if (_inString && !_afterBackslash && chunk.IndexOfAny((byte)'"', (byte)'\\') < 0)
        {
            Keep(chunk);
            return false;
        }

        while (!chunk.IsEmpty)
        {
            chunk = chunk[(_inString ? InString(chunk) : Outside(chunk))..];
        }

        return true;
    }

    /// <summary>Passes a string by its quotes alone: texts are full of escaped line ends, and stopping at each takes longer.</summary>
    private int InString(ReadOnlySpan<byte> chunk)
    {
        for (var from = 0; ;)
        {
            var i = chunk[from..].IndexOf((byte)'"');
            var quote = i < 0 ? chunk.Length : from + i;
            var backslashes = quote - from - chunk[from..quote].TrimEnd((byte)'\\').Length;
            var isOdd = ((backslashes & 1) != 0) != (_afterBackslash && backslashes == quote);
            if (i < 0)
            {
                _afterBackslash = isOdd;
                Keep(chunk);
                return chunk.Length;
            }

            from = quote + 1;
            if (!isOdd)
            {
                _inString = _afterBackslash = false;
                Keep(chunk[..quote]);
                if (_depth == 1)
                {
                    EndText();
                }

                return from;
            }
        }
    }

    private int Outside(ReadOnlySpan<byte> chunk)
    {
        var at = chunk.IndexOfAny(_depth == 1 ? Own : Nesting);
        if (at < 0)
        {
            return chunk.Length;
        }

        switch (chunk[at])
        {
            case (byte)'"':
                (_inString, _length) = (true, 0);
                break;
            case (byte)'{' or (byte)'[':
                _depth++;
                break;
            case (byte)'}' or (byte)']':
                _depth--;
                break;
            case (byte)':':
                _isValue = true;
                At = _isTimestamp ? null : At;
                break;
            default:
                _isValue = _isTimestamp = false;
                break;
        }

        return at + 1;
    }

    private void Keep(ReadOnlySpan<byte> text)
    {
        if (_depth == 1 && _length + text.Length <= MaxText)
        {
            text.CopyTo(_text.AsSpan(_length));
            _length += text.Length;
        }
        else
        {
            // Too long: whatever follows cannot make it a name again.
            _length = MaxText + 1;
        }
    }

    private void EndText()
    {
        var raw = _text.AsSpan(0, _length > MaxText ? 0 : _length);
        var text = new JsonText(raw, raw.Contains((byte)'\\'));
        if (!_isValue)
        {
            _isTimestamp = text.Is("timestamp"u8);
            HasParent |= text.Is("parentUuid"u8);
        }
        else if (_isTimestamp)
        {
            At = Timestamp.TryParse(text.Bytes, out var at) ? at : null;
        }
    }
}
