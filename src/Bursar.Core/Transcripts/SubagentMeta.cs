using System.Text.Json;

namespace Bursar.Transcripts;

/// <summary>The client's description of a subagent beside its transcript. Only the type is read; the task's text is not ours.</summary>
internal static class SubagentMeta
{
    /// <summary>The subagent's type; null when the file is missing or tells none.</summary>
    public static string? ReadType(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("agentType", out var type) && type.ValueKind == JsonValueKind.String
                ? type.GetString()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // The type is a label; without it the subagent counts as one of unknown type, and nothing is lost.
            return null;
        }
    }
}
