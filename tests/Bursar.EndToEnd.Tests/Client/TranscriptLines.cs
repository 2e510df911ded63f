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
}
