using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Bursar.EndToEnd.Tests.FakeApi;

/// <summary>A request to /v1/messages, reduced to what decides the answer.</summary>
public sealed record ApiRequest
{
    public required string Model { get; init; }
    public required bool Streams { get; init; }

    /// <summary>The scripted conversation that asks, or null for a call the client makes on its own account.</summary>
    public required string? Conversation { get; init; }

    /// <summary>How many replies this conversation has had.</summary>
    public required int Step { get; init; }

    public required string? SessionId { get; init; }
    public required string? AgentId { get; init; }
    public required string? ParentAgentId { get; init; }
    public required JsonObject Body { get; init; }

    public static ApiRequest Read(IHeaderDictionary headers, JsonObject body)
    {
        var (conversation, step) = Locate(body);
        return new ApiRequest
        {
            Model = (string?)body["model"] ?? throw new InvalidDataException("The request names no model."),
            Streams = (bool?)body["stream"] ?? false,
            Conversation = conversation,
            Step = step,
            SessionId = headers["X-Claude-Code-Session-Id"].FirstOrDefault(),
            AgentId = headers["x-claude-code-agent-id"].FirstOrDefault(),
            ParentAgentId = headers["x-claude-code-parent-agent-id"].FirstOrDefault(),
            Body = body,
        };
    }

    private static (string? Conversation, int Step) Locate(JsonObject body)
    {
        // A title or summary call quotes the user's prompt, marker included, but offers no client tools.
        if (!OffersClientTools(body) || body["messages"] is not JsonArray messages)
        {
            return (null, 0);
        }

        var markers = messages.Select(m => (string?)m!["role"] == "user" ? Marker.Find(UserText(m)) : null).ToList();
        var conversation = markers.LastOrDefault(m => m is not null);
        if (conversation is null)
        {
            return (null, 0);
        }

        // The first mention counts: reminders later in the conversation may repeat the prompt.
        var start = markers.IndexOf(conversation);
        return (conversation, messages.Skip(start).Count(m => (string?)m!["role"] == "assistant"));
    }

    private static bool OffersClientTools(JsonObject body) =>
        body["tools"] is JsonArray tools && tools.Any(t => t!["input_schema"] is not null);

    private static string UserText(JsonNode message) => message["content"] switch
    {
        JsonArray blocks => string.Concat(
            blocks.Where(b => (string?)b!["type"] == "text").Select(b => (string?)b!["text"])),
        JsonValue text => (string?)text ?? "",
        _ => "",
    };
}
