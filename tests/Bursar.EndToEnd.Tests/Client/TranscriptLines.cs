using System.Text.Json.Nodes;

namespace Bursar.EndToEnd.Tests.Client;

/// <summary>The lines of a transcript, as the client wrote them.</summary>
internal static class TranscriptLines
{
    public static IReadOnlyList<JsonObject> Read(string path) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!.AsObject())];

    /// <summary>The message ids on the assistant lines of a transcript, each once, in order.</summary>
    public static IReadOnlyList<string> MessageIds(string path) =>
        [.. Read(path).Where(l => (string?)l["type"] == "assistant").Select(l => (string)l["message"]!["id"]!).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a transcript the client may be writing to holds a message id.</summary>
    public static bool Names(string path, string messageId)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return file.ReadToEnd().Contains(messageId, StringComparison.Ordinal);
    }
}
