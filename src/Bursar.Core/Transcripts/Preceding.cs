using System.Buffers;

namespace Bursar.Transcripts;

/// <summary>
/// When the conversation's line before the one at hand was written. A response's own lines are written when a part of it is
/// complete; its request was sent when the line was there that it answers. Lines of a conversation have a <c>parentUuid</c>;
/// the client's notes (queue-operation and the like) have none, and stand anywhere, also in the middle of a response.
/// </summary>
internal sealed class Preceding
{
    private static readonly SearchValues<byte> Nesting = SearchValues.Create("{}[]\\"u8);

    private readonly TimestampScan _scan = new();

    /// <summary>Microseconds of UTC, for what is not still to be looked at.</summary>
    public long At { get; set; } = TranscriptPosition.UnknownTime;

    /// <summary>
    /// Notes a line that was read. Of most lines nobody will ask the time, so that it is only kept where it stands.
    /// </summary>
    /// <param name="json">The line.</param>
    /// <param name="at">Its time, if it was parsed.</param>
    /// <param name="unread">The line whose time was not looked for yet.</param>
    public void Note(ReadOnlySpan<byte> json, long? at, ref ReadOnlySpan<byte> unread)
    {
        if (json.StartsWith("{\"parentUuid\":"u8))
        {
            if (at is { } known)
            {
                At = known;
                unread = default;
            }
            else
            {
                unread = json;
            }
        }
        else if (json.IndexOf("parentUuid\""u8) >= 0 && Scanned(json).HasParent)
        {
            At = _scan.At ?? TranscriptPosition.UnknownTime;
            unread = default;
        }
    }

    /// <summary>Looks for the time that was left, because it is asked for or because the line is about to leave memory.</summary>
    public long Settle(ref ReadOnlySpan<byte> unread)
    {
        if (!unread.IsEmpty)
        {
            At = TimeOf(unread);
            unread = default;
        }

        return At;
    }

    /// <summary>A line that is passed without being held, chunk by chunk.</summary>
    public void BeginPassing() => _scan.Begin();

    /// <returns>False when the chunk holds neither a quote nor an escape.</returns>
    public bool Pass(ReadOnlySpan<byte> chunk) => _scan.Take(chunk);

    public void EndPassing()
    {
        if (_scan.HasParent)
        {
            At = _scan.At ?? TranscriptPosition.UnknownTime;
        }
    }

    private long TimeOf(ReadOnlySpan<byte> json) => TryEnd(json, out var at) ? at : Scanned(json).At ?? TranscriptPosition.UnknownTime;

    /// <summary>
    /// The timestamp stands near the end of most lines. What follows it must be the rest of the line's own object: inside
    /// another object it would end before the line does.
    /// </summary>
    private static bool TryEnd(ReadOnlySpan<byte> json, out long at)
    {
        at = 0;
        var needle = "timestamp\":\""u8;
        var i = json.LastIndexOf(needle);
        if (i < 2 || json[i - 1] != (byte)'"' || json[i - 2] == (byte)'\\')
        {
            return false;
        }

        var rest = json[(i + needle.Length)..];
        var length = rest.IndexOf((byte)'"');
        if (length < 0 || !Timestamp.TryParse(rest[..length], out at))
        {
            return false;
        }

        // With nothing nested behind it, the brace at the end is that of the object it stands in.
        rest = rest[(length + 1)..];
        if (rest.IndexOfAny(Nesting) == rest.Length - 1 && rest.IndexOf("timestamp\""u8) < 0)
        {
            return true;
        }

        var cursor = new JsonCursor(rest);
        while (cursor.NextKey(out var key))
        {
            if (key.Is("timestamp"u8))
            {
                return false;
            }

            cursor.Skip();
        }

        return !cursor.Failed && cursor.Position == rest.Length;
    }

    private TimestampScan Scanned(ReadOnlySpan<byte> json)
    {
        _scan.Begin();
        _scan.Take(json);
        return _scan;
    }
}
