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
