namespace Bursar.Transcripts;

/// <summary>Reads the fields of a line in any key order, with any spacing; what it does not know it passes over.</summary>
internal static class AssistantLineParser
{
    public static bool TryParse(ReadOnlySpan<byte> json, out AssistantLine line)
    {
        // Filled as a local: the language lets texts of the cursor flow into a local, not into an out parameter.
        var parsed = default(AssistantLine);
        var cursor = new JsonCursor(json);
        var whole = cursor.TryEnter((byte)'{') && ReadFields(ref cursor, ref parsed);
        line = parsed;
        return whole;
    }

    private static bool ReadFields(scoped ref JsonCursor cursor, ref AssistantLine line)
    {
        while (cursor.NextKey(out var key))
        {
            if (key.Is("message"u8))
            {
                ReadMessage(ref cursor, ref line);
            }
            else
            {
                ReadField(ref cursor, key, ref line);
            }
        }

        return !cursor.Failed && cursor.Peek() == 0;
    }

    // Some twenty keys stand on a line: by length, each is compared with one or two names instead of all.
    private static void ReadField(scoped ref JsonCursor cursor, JsonText key, ref AssistantLine line)
    {
        switch (key.Escaped ? key.Decode().Length : key.Raw.Length)
        {
            case 3 when key.Is("cwd"u8):
                line.Cwd = cursor.ReadText();
                break;
            case 4 when key.Is("type"u8):
                line.IsAssistant = cursor.ReadText().Is("assistant"u8);
                break;
            case 4 when key.Is("uuid"u8):
                line.Uuid = cursor.ReadText();
                break;
            case 7 when key.Is("agentId"u8):
                line.AgentId = cursor.ReadText();
                break;
            case 7 when key.Is("costUSD"u8):
                line.ReportedCost = CostState.ReadDollars(ref cursor) is { } dollars ? CostState.Pico(dollars) : null;
                break;
            case 7 when key.Is("version"u8):
                line.Version = cursor.ReadText();
                break;
            case 9 when key.Is("timestamp"u8):
                line.HasTimestamp = Timestamp.TryParse(cursor.ReadText().Bytes, out line.At);
                break;
            case 9 when key.Is("requestId"u8):
                line.RequestId = cursor.ReadText();
                break;
            case 9 when key.Is("sessionId"u8):
                line.SessionId = cursor.ReadText();
                break;
            case 9 when key.Is("gitBranch"u8):
                line.Branch = cursor.ReadText();
                break;
            case 10 when key.Is("parentUuid"u8):
                line.ParentUuid = cursor.ReadText();
                break;
            case 10 when key.Is("forkedFrom"u8):
                ReadForkedFrom(ref cursor, ref line);
                break;
            case 11 when key.Is("isSidechain"u8):
                line.IsSidechain = cursor.TryReadBool();
                break;
            case 17 when key.Is("isApiErrorMessage"u8):
                line.IsApiError = cursor.TryReadBool();
                break;
            case > 11 when key.StartsWith("attribution"u8):
                ReadAttribution(ref cursor, key, ref line);
                break;
            default:
                cursor.Skip();
                break;
        }
    }

    private static void ReadAttribution(scoped ref JsonCursor cursor, JsonText key, ref AssistantLine line)
    {
        var value = cursor.ReadText();
        if (key.Is("attributionAgent"u8))
        {
            line.Agent = value;
        }
        else if (key.Is("attributionSkill"u8))
        {
            line.Skill = value;
        }
        else if (key.Is("attributionPlugin"u8))
        {
            line.Plugin = value;
        }
        else if (key.Is("attributionMcpServer"u8))
        {
            line.McpServer = value;
        }
        else if (key.Is("attributionMcpTool"u8))
        {
            line.McpTool = value;
        }
    }

    private static void ReadForkedFrom(scoped ref JsonCursor cursor, ref AssistantLine line)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.Skip();
            return;
        }

        while (cursor.NextKey(out var key))
        {
            if (key.Is("sessionId"u8))
            {
                line.ForkedFrom = cursor.ReadText();
            }
            else
            {
                cursor.Skip();
            }
        }
    }

    private static void ReadMessage(scoped ref JsonCursor cursor, ref AssistantLine line)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.Skip();
            return;
        }

        while (cursor.NextKey(out var key))
        {
            if (key.Is("usage"u8))
            {
                line.HasUsage = UsageParser.Read(ref cursor, ref line);
            }
            else if (key.Is("id"u8))
            {
                line.MessageId = cursor.ReadText();
            }
            else if (key.Is("model"u8))
            {
                line.Model = cursor.ReadText();
            }
            else if (key.Is("content"u8))
            {
                ReadContent(ref cursor, ref line);
            }
            else if (key.Is("stop_reason"u8))
            {
                line.HasStopReason = !cursor.ReadText().IsEmpty;
            }
            else
            {
                cursor.Skip();
            }
        }
    }

    /// <summary>Which tools the blocks call, and a hash of each with its input; texts are passed over.</summary>
    private static void ReadContent(scoped ref JsonCursor cursor, ref AssistantLine line)
    {
        if (!cursor.TryEnter((byte)'['))
        {
            cursor.Skip();
            return;
        }

        while (cursor.NextElement())
        {
            if (!cursor.TryEnter((byte)'{'))
            {
                cursor.Skip();
                continue;
            }

            var isCall = false;
            JsonText id = default, name = default;
            ReadOnlySpan<byte> input = default;
            var inputAt = cursor;
            while (cursor.NextKey(out var key))
            {
                if (key.Is("type"u8))
                {
                    isCall = cursor.ReadText().Is("tool_use"u8);
                }
                else if (key.Is("id"u8))
                {
                    id = cursor.ReadText();
                }
                else if (key.Is("name"u8))
                {
                    name = cursor.ReadText();
                }
                else if (key.Is("input"u8))
                {
                    inputAt = cursor;
                    input = cursor.ReadRaw();
                }
                else
                {
                    cursor.Skip();
                }
            }

            if (isCall && !id.IsEmpty)
            {
                line.Tools.Add(ToolSet.Hash(id.Bytes));
                line.Calls.Add(CallHash.Of(name.Raw, input));
                AddCall(ref line, name, name.Is("Skill"u8) ? SkillOf(inputAt) : default);
            }
        }
    }

    private static void AddCall(ref AssistantLine line, JsonText tool, JsonText skill)
    {
        if (line.Tool.IsEmpty)
        {
            line.Tool = tool;
            line.CalledSkill = skill;
        }
        else if (!tool.IsEmpty)
        {
            (line.MoreTools ??= []).Add((tool.Decode(), skill.IsEmpty ? null : skill.Decode()));
        }
    }

    /// <summary>The input is read once the name is known, wherever it stood.</summary>
    private static JsonText SkillOf(JsonCursor input)
    {
        if (!input.TryEnter((byte)'{'))
        {
            return default;
        }

        JsonText skill = default;
        while (input.NextKey(out var key))
        {
            // Early clients with skills called the field "command".
            if (key.Is("skill"u8) || (skill.IsEmpty && key.Is("command"u8)))
            {
                skill = input.ReadText();
            }
            else
            {
                input.Skip();
            }
        }

        return skill;
    }
}
