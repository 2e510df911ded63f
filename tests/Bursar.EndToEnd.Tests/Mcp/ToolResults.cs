using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.Guard;

namespace Bursar.EndToEnd.Tests.Mcp;

/// <summary>What tools gave to an agent, from the session's transcript.</summary>
internal static class ToolResults
{
    /// <summary>The results of a main thread's tool calls in the order of the calls, as text.</summary>
    public static IReadOnlyList<(string Tool, string Text)> Of(GuardScenario scenario, string session)
    {
        var lines = TranscriptLines.Read(scenario.Home.Transcript(session)).ToList();
        var results = lines.SelectMany(Blocks).Where(block => (string?)block["type"] == "tool_result").ToDictionary(block => (string)block["tool_use_id"]!, Text, StringComparer.Ordinal);
        return [.. lines.SelectMany(Blocks).Where(block => (string?)block["type"] == "tool_use").Select(block => ((string)block["name"]!, results[(string)block["id"]!]))];
    }

    /// <summary>The result of the one call of a tool, as JSON.</summary>
    public static JsonNode Json(GuardScenario scenario, string session, string tool) =>
        JsonNode.Parse(Assert.Single(Of(scenario, session), result => result.Tool == tool).Text)!;

    private static IEnumerable<JsonNode> Blocks(JsonNode line) => line["message"]?["content"] is JsonArray blocks ? blocks.OfType<JsonObject>() : [];

    private static string Text(JsonNode result) => result["content"] switch
    {
        JsonArray blocks => string.Concat(blocks.Select(block => (string?)block!["text"])),
        JsonValue text => (string)text!,
        _ => "",
    };
}
