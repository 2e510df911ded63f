namespace Bursar.Bench.Corpus;

/// <summary>The <c>tool_use</c> block of a call, with an input of the shape the tool takes.</summary>
internal static class ToolUseBlock
{
    public static void Write(Utf8Text text, ToolCall call, Prose prose, Dice dice)
    {
        text.Add($$"""{"type":"tool_use","id":"{{call.Id}}","name":"{{call.Name}}","input":{""");
        switch (call.Name)
        {
            case "Bash":
                text.Add($$"""
                    "command":"{{prose.Text(dice, dice.LogNormal(90, 0.9, 10, 6_000))}}","description":"{{prose.Text(dice, 20)}}"
                    """);
                break;
            case "Edit":
                text.Add($$"""
                    "file_path":"src/part.ts","old_string":"{{Code(350)}}","new_string":"{{Code(450)}}","replace_all":false
                    """);
                break;
            case "Write":
                text.Add($$"""
                    "file_path":"src/part.ts","content":"{{Code(2_500)}}"
                    """);
                break;
            case "Agent":
                text.Add($$"""
                    "description":"{{prose.Text(dice, 20)}}","prompt":"{{Code(900)}}","subagent_type":"{{call.Detail}}"
                    """);
                break;
            case "Skill":
                text.Add($$"""
                    "skill":"{{call.Detail}}"
                    """);
                break;
            case var name when name.StartsWith("mcp", StringComparison.Ordinal) && dice.Chance(0.2):
                // A tool may well be asked about usage: this object is its input, not a bill.
                text.Add($$"""
                    "query":"{{prose.Text(dice, 40)}}","usage":{"input_tokens":{{dice.Between(1, 90_000)}},"output_tokens":{{dice.Between(1, 9_000)}}}
                    """);
                break;
            default:
                text.Add($$"""
                    "pattern":"{{prose.Text(dice, 20)}}","path":"src/part{{dice.Between(1, 900)}}.ts"
                    """);
                break;
        }

        text.Add("}}"u8);

        ReadOnlyMemory<byte> Code(double median) => prose.Text(dice, dice.LogNormal(median, 1.1, 20, 60_000));
    }
}
