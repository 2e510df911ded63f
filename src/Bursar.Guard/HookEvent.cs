using System.Text.Json;

namespace Bursar.Guard;

/// <summary>What a hook event of Claude Code says that Bursar needs; everything else in it is passed over.</summary>
/// <param name="Name">The event, such as <c>PreToolUse</c>.</param>
/// <param name="SessionId">The session it speaks of.</param>
/// <param name="TranscriptPath">The main transcript, also inside a subagent.</param>
public sealed record HookEvent(string? Name, string? SessionId, string? TranscriptPath)
{
    /// <summary>Reads the one JSON object that the client writes to a hook's standard input.</summary>
    public static HookEvent Parse(ReadOnlySpan<byte> json)
    {
        string? name = null, session = null, transcript = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("expected an object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("hook_event_name"u8))
                {
                    name = Text(ref reader);
                }
                else if (reader.ValueTextEquals("session_id"u8))
                {
                    session = Text(ref reader);
                }
                else if (reader.ValueTextEquals("transcript_path"u8))
                {
                    transcript = Text(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException e)
        {
            throw UserError.BadInput($"The hook's input is no event of Claude Code: {e.Message}", "bursar-hook is called by Claude Code; it reads one JSON object from standard input.", e);
        }

        return new HookEvent(name, session, transcript);
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }
}
