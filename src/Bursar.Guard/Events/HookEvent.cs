using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bursar.Guard;

/// <summary>What a hook event of Claude Code says that Bursar needs; everything else in it is passed over.</summary>
/// <param name="Name">The event, such as <c>PreToolUse</c>.</param>
/// <param name="SessionId">The session it speaks of.</param>
/// <param name="TranscriptPath">The main transcript, also inside a subagent.</param>
public sealed record HookEvent(string? Name, string? SessionId, string? TranscriptPath)
{
    /// <summary>A tool's input may nest as deeply as a model likes; an event that is not read is an event that is not judged.</summary>
    public const int MaxDepth = 100_000;

    public string? Cwd { get; init; }

    /// <summary>The subagent in which it happened; null in the main thread.</summary>
    public string? AgentId { get; init; }

    public string? AgentType { get; init; }

    public string? ToolName { get; init; }

    /// <summary>The call that a PreToolUse or PostToolUse is about.</summary>
    public string? ToolUseId { get; init; }

    /// <summary>The calls that a PostToolBatch is about; all are one response's.</summary>
    public IReadOnlyList<BatchCall> Batch { get; init; } = [];

    /// <summary>The tool's input as it stands in the event; empty where there is none.</summary>
    public ReadOnlyMemory<byte> ToolInput { get; init; }

    /// <summary>Why a session starts: startup, resume, clear, compact, fork.</summary>
    public string? Source { get; init; }

    /// <summary>The command that a prompt begins with, without its slash; null for any other prompt, whose text is not read.</summary>
    public string? Command { get; init; }

    /// <summary>Whether the client heeds a verdict in answer to this event.</summary>
    public bool CanStop => Name is "PreToolUse" or "PostToolBatch" or "PostToolUse" or "UserPromptSubmit";

    /// <summary>Whether the client shows a message in answer to this event.</summary>
    public bool CanSay => CanStop || Name is "SessionStart" or "Stop" or "SubagentStop";

    /// <summary>Reads the one JSON object that the client writes to a hook's standard input.</summary>
    public static HookEvent Parse(ReadOnlyMemory<byte> json)
    {
        var hook = new HookEvent(null, null, null);
        json = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("expected an object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                hook = Field(hook, json, ref reader);
            }

            if (reader.TokenType != JsonTokenType.EndObject)
            {
                throw new JsonException("the object does not end");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The message of JsonException may quote the input, which is not ours to repeat.
            throw UserError.BadInput("The hook's input is no event of Claude Code: expected one whole JSON object in UTF-8.", "bursar-hook is called by Claude Code; it reads one event from standard input.", e);
        }

        return hook;
    }

    private static HookEvent Field(HookEvent hook, ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("hook_event_name"u8))
        {
            return hook with { Name = Text(ref reader) };
        }

        if (reader.ValueTextEquals("session_id"u8))
        {
            return hook with { SessionId = Text(ref reader) };
        }

        if (reader.ValueTextEquals("transcript_path"u8))
        {
            return hook with { TranscriptPath = Text(ref reader) };
        }

        if (reader.ValueTextEquals("cwd"u8))
        {
            return hook with { Cwd = Text(ref reader) };
        }

        if (reader.ValueTextEquals("agent_id"u8))
        {
            return hook with { AgentId = Text(ref reader) };
        }

        if (reader.ValueTextEquals("agent_type"u8))
        {
            return hook with { AgentType = Text(ref reader) };
        }

        if (reader.ValueTextEquals("tool_name"u8))
        {
            return hook with { ToolName = Text(ref reader) };
        }

        if (reader.ValueTextEquals("tool_use_id"u8))
        {
            return hook with { ToolUseId = Text(ref reader) };
        }

        if (reader.ValueTextEquals("tool_calls"u8))
        {
            return hook with { Batch = BatchCall.ReadAll(json, ref reader) };
        }

        if (reader.ValueTextEquals("source"u8))
        {
            return hook with { Source = Text(ref reader) };
        }

        if (reader.ValueTextEquals("prompt"u8))
        {
            return hook with { Command = CommandOf(Text(ref reader)) };
        }

        if (reader.ValueTextEquals("tool_input"u8))
        {
            return hook with { ToolInput = Raw(json, ref reader) };
        }

        reader.Skip();
        return hook;
    }

    private static string? CommandOf(string? prompt)
    {
        var typed = (prompt ?? "").AsSpan().TrimStart();
        if (typed is not ['/', .., _])
        {
            return null;
        }

        var end = typed.IndexOfAny(" \t\r\n");
        return (end < 0 ? typed[1..] : typed[1..end]).ToString();
    }

    /// <summary>The next value as it stands.</summary>
    internal static ReadOnlyMemory<byte> Raw(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    internal static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            try
            {
                return reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return Mended(reader.ValueSpan);
            }
        }

        reader.Skip();
        return null;
    }

    /// <summary>
    /// A text with half of a character in it, which JavaScript can write and no name has: the half is replaced, because an
    /// event that is not read is an event that is not judged.
    /// </summary>
    private static string Mended(ReadOnlySpan<byte> escaped)
    {
        var text = Encoding.UTF8.GetString(escaped);
        var mended = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                mended.Append(text[i]);
            }
            else if (text[++i] == 'u')
            {
                mended.Append((char)ushort.Parse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                mended.Append(text[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
            }
        }

        // There and back, halves become U+FFFD.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(mended.ToString()));
    }
}
