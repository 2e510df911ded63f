using System.Globalization;
using System.Text;

namespace Bursar.Transcripts;

/// <summary>
/// What makes two lines one API response. Ids of the API itself (<c>msg_…</c>) are unique; gateways reuse theirs, so
/// these need the request id, or the place among the lines; a line without a message id is known by its own uuid.
/// </summary>
internal static class ResponseKey
{
    /// <summary>The key's bytes, pointing into the line where that is possible.</summary>
    public static ReadOnlySpan<byte> Of(in AssistantLine line, string session, ReadOnlySpan<byte> json, ref ResponseChain chain)
    {
        if (line.MessageId is { Escaped: false } id && id.StartsWith("msg_"u8))
        {
            return id.Raw;
        }

        return Encoding.UTF8.GetBytes(Compose(line, session, json, ref chain));
    }

    /// <summary>What the line's key was made of until reader 7, session apart; null where the key is the same.</summary>
    public static string? Retired(in AssistantLine line) =>
        line.MessageId.IsEmpty || !line.RequestId.IsEmpty || line.Uuid.IsEmpty || line.MessageId.StartsWith("msg_"u8)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{line.MessageId.Decode()}|{(line.HasTimestamp ? line.At : -1)}");

    /// <summary>Whether a key has the form that is made no more of lines with a uuid.</summary>
    public static bool IsRetired(string key) => !key.StartsWith("msg_", StringComparison.Ordinal) && key.Split('|') is [.., _, _, var at] && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static string Compose(in AssistantLine line, string session, ReadOnlySpan<byte> json, ref ResponseChain chain)
    {
        if (line.MessageId.IsEmpty)
        {
            // Two copies of such a line are equal byte for byte, so its content can stand for the uuid that is missing.
            return line.Uuid.IsEmpty
                ? string.Create(CultureInfo.InvariantCulture, $"line:{ContentHash.Of(json):x16}{json.Length:x}")
                : "uuid:" + line.Uuid.Decode();
        }

        var id = line.MessageId.Decode();
        if (id.StartsWith("msg_", StringComparison.Ordinal))
        {
            return id;
        }

        return !line.RequestId.IsEmpty ? $"{id}|{line.RequestId.Decode()}"
            : !line.Uuid.IsEmpty ? string.Create(CultureInfo.InvariantCulture, $"{id}#{chain.HeadOf(line):x16}")
            : string.Create(CultureInfo.InvariantCulture, $"{id}|{session}|{(line.HasTimestamp ? line.At : -1)}");
    }
}
