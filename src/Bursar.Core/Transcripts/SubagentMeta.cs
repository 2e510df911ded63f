using System.Text.Json;

namespace Bursar.Transcripts;

/// <summary>The client's description of a subagent beside its transcript. Only its type and the call that started it are read; the task's text is not ours.</summary>
internal static class SubagentMeta
{
    /// <summary>The client writes some hundred bytes; a description that is longer than this hides what stands behind it.</summary>
    private const int MaxMeta = 8 * 1024;

    /// <summary>The subagent's type; null when the file is missing or tells none.</summary>
    public static string? ReadType(string path) => Read(path, "agentType");

    /// <summary>
    /// The call that started the subagent, as <see cref="ToolSet.Hash"/>; null when the file is missing or tells none. Every subagent's
    /// file is opened for this, so it is read without a document.
    /// </summary>
    public static uint? ReadStarter(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path);
            Span<byte> text = stackalloc byte[MaxMeta];
            var cursor = new JsonCursor(text[..RandomAccess.Read(handle, text, 0)]);
            return cursor.TryEnter((byte)'{') && PromptLine.ReadOne(ref cursor, "toolUseId"u8) is { IsEmpty: false } call ? ToolSet.Hash(call.Bytes) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A place in a tree; without it the subagent hangs on its session.
            return null;
        }
    }

    private static string? Read(string path, string name)
    {
        try
        {
            var document = JsonElement.Parse(File.ReadAllBytes(path));
            return document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // A label and a place in a tree; without them the subagent counts as one of unknown type, and nothing is lost.
            return null;
        }
    }
}
