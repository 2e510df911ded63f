using System.Globalization;

namespace Bursar.Transcripts;

/// <summary>
/// Which lines are one response where the message id does not tell and no request id stands beside it, as with many gateways: some
/// give each response an id of its own, others one id to all. The client writes a response block by block, each line the child of
/// the one before it, and what comes between two responses is somebody else's line.
/// </summary>
internal struct ResponseChain
{
    private ulong _message;
    private ulong _line;
    private ulong _head;

    /// <summary>The hash of the uuid on the response's first line; forks copy it.</summary>
    /// <param name="line">The next assistant line with such an id, and with a uuid.</param>
    public ulong HeadOf(in AssistantLine line)
    {
        var (message, uuid) = (ContentHash.Of(line.MessageId.Bytes), ContentHash.Of(line.Uuid.Bytes));
        var isNext = uuid == _line || (!line.ParentUuid.IsEmpty && ContentHash.Of(line.ParentUuid.Bytes) == _line);
        _head = message == _message && isNext ? _head : uuid;
        (_message, _line) = (message, uuid);
        return _head;
    }

    /// <summary>For the ledger, in one field without line ends; null at the beginning.</summary>
    public readonly string? Save() => _head == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{_message:x},{_line:x},{_head:x}");

    public static ResponseChain Load(string text) => text.Split(',') is { Length: 3 } parts
        && ulong.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var message)
        && ulong.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var line)
        && ulong.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var head)
            ? new ResponseChain { _message = message, _line = line, _head = head } : default;

    public readonly bool Equals(in ResponseChain other) => (_message, _line, _head) == (other._message, other._line, other._head);
}
