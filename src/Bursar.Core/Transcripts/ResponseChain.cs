using System.Globalization;
using System.Runtime.InteropServices;

namespace Bursar.Transcripts;

/// <summary>
/// Which lines are one response where the message id does not tell and no request id stands beside it, as with many gateways: some
/// give each response an id of its own, others one id to all. The client writes a response block by block. Lines with its final
/// usage all have the same, whatever stands between them (a tool runs, and its result is written, while the rest still comes);
/// a line from before the final usage is the parent of the next.
/// </summary>
internal struct ResponseChain
{
    private ulong _message;
    private ulong _line;
    private ulong _head;

    /// <summary>The hash of the last line's usage if it was the final one; else 0.</summary>
    private ulong _usage;

    /// <summary>The hash of the uuid on the response's first line; forks copy it.</summary>
    /// <param name="line">The next assistant line with such an id, and with a uuid.</param>
    public ulong HeadOf(in AssistantLine line)
    {
        var (message, uuid) = (ContentHash.Of(line.MessageId.Bytes), ContentHash.Of(line.Uuid.Bytes));
        var usage = line.HasStopReason ? ContentHash.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<Usage>(in line.Usage))) : 0;
        var isChild = !line.ParentUuid.IsEmpty && ContentHash.Of(line.ParentUuid.Bytes) == _line;

        // A gateway that tells no usage tells nothing by it.
        var isSame = uuid == _line || (usage != 0 && _usage != 0 ? usage == _usage && (isChild || line.Usage.Prompt + line.Usage.Output > 0) : isChild);
        _head = message == _message && isSame ? _head : uuid;
        (_message, _line, _usage) = (message, uuid, usage);
        return _head;
    }

    /// <summary>For the ledger, in one field without line ends; null at the beginning.</summary>
    public readonly string? Save() => _head == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{_message:x},{_line:x},{_head:x},{_usage:x}");

    public static ResponseChain Load(string text) => text.Split(',') is { Length: 4 } parts
        && ulong.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var message)
        && ulong.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var line)
        && ulong.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var head)
        && ulong.TryParse(parts[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var usage)
            ? new ResponseChain { _message = message, _line = line, _head = head, _usage = usage } : default;

    public readonly bool Equals(in ResponseChain other) => (_message, _line, _head, _usage) == (other._message, other._line, other._head, other._usage);
}
