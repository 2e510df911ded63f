using System.Text;
using System.Text.Json;

namespace Bursar.Transcripts;

/// <summary>The client's description of a subagent beside its transcript. Only its type and the call that started it are read; the task's text is not ours.</summary>
internal static class SubagentMeta
{
    /// <summary>The subagent's type; null when the file is missing or tells none.</summary>
    public static string? ReadType(string path) => Read(path, "agentType");

    /// <summary>The call that started the subagent, as <see cref="ToolSet.Hash"/>; null when the file is missing or tells none.</summary>
    public static uint? ReadStarter(string path) => Read(path, "toolUseId") is { Length: > 0 } call ? ToolSet.Hash(Encoding.UTF8.GetBytes(call)) : null;

    private static string? Read(string path, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
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
