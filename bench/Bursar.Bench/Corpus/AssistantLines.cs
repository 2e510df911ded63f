using Bursar.Bench.Books;

namespace Bursar.Bench.Corpus;

/// <summary>One API response's identity, and what its lines say in common.</summary>
internal sealed record Reply(string Model, string MessageId, string RequestId, Usage Usage, string StopReason);

/// <summary>Assistant lines: one per content block, each with the whole usage.</summary>
internal sealed class AssistantLines(Transcript transcript, Prose prose, Dice dice)
{
    private readonly Utf8Text _text = transcript.Text;

    /// <param name="placeholder">The output an early snapshot shows; null when the line has the truth.</param>
    public void Write(Reply reply, Block block, long time, long? placeholder, Stamps stamps)
    {
        transcript.Open();
        _text.Add($$"""
            "message":{"model":"{{reply.Model}}","id":"{{reply.MessageId}}","type":"message","role":"assistant","content":[
            """);
        Write(block);
        _text.Add(placeholder is null ? $"],\"stop_reason\":\"{reply.StopReason}\"" : "],\"stop_reason\":null");
        _text.Add(",\"stop_sequence\":null,\"usage\":");
        UsageJson.Write(_text, reply.Usage, placeholder ?? reply.Usage.Output);
        _text.Add($"}},\"requestId\":\"{reply.RequestId}\",");
        transcript.Close("assistant", time, stamps);
    }

    /// <summary>The client's own words when a request failed; nothing was billed.</summary>
    public void Synthetic(long time)
    {
        transcript.Open();
        _text.Add($$"""
            "message":{"id":"{{Names.Uuid(dice)}}","model":"<synthetic>","role":"assistant","type":"message","content":[{"type":"text","text":"API Error: Overloaded"}],"stop_reason":"stop_sequence","stop_sequence":"","usage":
            """);
        UsageJson.Write(_text, default, 0);
        _text.Add("},\"isApiErrorMessage\":true,");
        transcript.Close("assistant", time);
    }

    private void Write(Block block)
    {
        if (block.Call is { } call)
        {
            ToolUseBlock.Write(_text, call, prose, dice);
        }
        else if (block.IsThinking)
        {
            _text.Add($$"""
                {"type":"thinking","thinking":"{{prose.Text(dice, dice.LogNormal(300, 0.9, 20, 8_000))}}","signature":"{{Base64.Text(dice, dice.Between(300, 1_600))}}"}
                """);
        }
        else
        {
            _text.Add($$"""{"type":"text","text":"{{prose.Text(dice, dice.LogNormal(280, 1.0, 20, 12_000))}}"}""");
        }
    }
}

/// <summary>One content block: a tool call, a thought, or else text.</summary>
internal sealed record Block(ToolCall? Call, bool IsThinking = false);
