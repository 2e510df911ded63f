namespace Bursar.Bench.Corpus;

/// <summary>The user line that answers a tool call: the text for the model, and the client's own <c>toolUseResult</c>.</summary>
internal sealed class ToolResultLine(Transcript transcript, Prose prose, Dice dice)
{
    private readonly Utf8Text _text = transcript.Text;

    /// <returns>How much the result adds to the context, in bytes.</returns>
    public long Write(ToolCall call, long time, AgentOutcome? agent)
    {
        transcript.Open();
        _text.Add($$"""
            "message":{"role":"user","content":[{"tool_use_id":"{{call.Id}}","type":"tool_result","content":
            """);
        long added = agent is not null ? Agent(agent)
            : call.Name == "Read" && dice.Chance(0.003) ? Image()
            : Output(call);
        _text.Add($$"""
            "sourceToolAssistantUUID":"{{Names.Uuid(dice)}}",
            """);
        transcript.Close("user", time);
        return added;
    }

    private long Output(ToolCall call)
    {
        ReadOnlyMemory<byte> output = prose.Text(dice, dice.LogNormal(1_150, 1.72, 200, 400_000));
        int from = _text.Length;
        _text.Add("\"");
        if (dice.Chance(0.02))
        {
            QuoteTranscript();
        }

        _text.Add($"{output}\"");
        long added = _text.Length - from;
        _text.Add("}]},\"toolUseResult\":");
        _text.Add(call.Name switch
        {
            "Bash" => "{\"stdout\":",
            "Read" => "{\"type\":\"text\",\"file\":{\"filePath\":\"src/part.ts\",\"content\":",
            "Edit" or "Write" => "{\"filePath\":\"src/part.ts\",\"structuredPatch\":[{\"oldStart\":1,\"oldLines\":7,\"newStart\":1,\"newLines\":9,\"lines\":[]}],\"originalFile\":",
            _ => "{\"mode\":\"content\",\"content\":",
        });
        _text.Add($"\"{output}\"");
        _text.Add(call.Name == "Read" ? ",\"numLines\":40,\"startLine\":1,\"totalLines\":40}}," : ",\"interrupted\":false},");
        return added;
    }

    private long Image()
    {
        ReadOnlyMemory<byte> pixels = Base64.Text(dice, dice.LogNormal(1_000_000, 0.9, 200_000, 5_000_000));
        _text.Add($$$"""
            [{"type":"image","source":{"type":"base64","data":"{{{pixels}}}","media_type":"image/png"}}]}]},"toolUseResult":{"type":"image","file":{"base64":"{{{pixels}}}","type":"image/png","originalSize":{{{pixels.Length * 3 / 4}}}}},
            """);
        return 6_000;
    }

    private long Agent(AgentOutcome agent)
    {
        ReadOnlyMemory<byte> report = prose.Text(dice, dice.LogNormal(2_000, 0.8, 200, 30_000));
        _text.Add($$"""
            [{"type":"text","text":"{{report}}"}]}]},"toolUseResult":{"status":"completed","agentId":"{{agent.AgentId}}","content":[{"type":"text","text":"{{report}}"}],"totalDurationMs":{{dice.Between(900, 90_000)}},"totalTokens":{{agent.LastUsage.CacheRead + agent.LastUsage.Output}},"totalToolUseCount":{{dice.Between(1, 20)}},
            """);
        _text.Add("\"usage\":");
        UsageJson.Write(_text, agent.LastUsage, agent.LastUsage.Output);
        _text.Add("},"u8);
        return report.Length;
    }

    /// <summary>People grep their transcripts, so tool output quotes usage lines; escaped, they are text and not a bill.</summary>
    private void QuoteTranscript() => _text.Add($$$"""
        {\"type\":\"assistant\",\"message\":{\"id\":\"{{{Names.Message(dice)}}}\",\"model\":\"claude-opus-5\",\"usage\":{\"input_tokens\":{{{dice.Between(1, 99_999)}}},\"output_tokens\":{{{dice.Between(1, 9_999)}}}}},\"timestamp\":\"2026-10-01T10:00:00.000Z\"}\n
        """);
}
