using System.Text.Json;

namespace Bursar.Guard;

/// <summary>A tool call of a batch that has come to its end.</summary>
/// <param name="ToolInput">The tool's input as it stands in the event; empty where there is none.</param>
public sealed record BatchCall(string? ToolUseId, string? ToolName, ReadOnlyMemory<byte> ToolInput)
{
    /// <summary>
    /// The client's own answer to a call that it does not make, because there is no such tool or its input is wrong: nothing
    /// ran, and no PreToolUse came before (seen in 2.1.197). A tool's output may begin like this too.
    /// </summary>
    public bool LooksRefused { get; init; }

    /// <summary>Reads <c>tool_calls</c>; what is no call is passed over.</summary>
    internal static IReadOnlyList<BatchCall> ReadAll(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return [];
        }

        var calls = new List<BatchCall>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                calls.Add(Read(json, ref reader));
            }
            else
            {
                reader.Skip();
            }
        }

        return calls;
    }

    private static BatchCall Read(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        var call = new BatchCall(null, null, default);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("tool_use_id"u8))
            {
                call = call with { ToolUseId = HookEvent.Text(ref reader) };
            }
            else if (reader.ValueTextEquals("tool_name"u8))
            {
                call = call with { ToolName = HookEvent.Text(ref reader) };
            }
            else if (reader.ValueTextEquals("tool_input"u8))
            {
                call = call with { ToolInput = HookEvent.Raw(json, ref reader) };
            }
            else if (reader.ValueTextEquals("tool_response"u8))
            {
                reader.Read();
                call = call with { LooksRefused = reader.TokenType == JsonTokenType.String && reader.ValueSpan.StartsWith("<tool_use_error>"u8) };
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        return call;
    }
}
