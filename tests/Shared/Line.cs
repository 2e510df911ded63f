using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bursar.Testing;

/// <summary>
/// One line of a transcript, as the real client writes it. Whatever a test does not name has a value that is plain:
/// claude-opus-4-8, finished, 2026-11-01T10:00:00Z. The session is the one of the file it is written to.
/// </summary>
internal sealed class Line
{
    private static readonly JsonSerializerOptions AsTheClientWrites = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static int _made;

    private Line(JsonObject json) => Json = json;

    public JsonObject Json { get; }

    private JsonObject Message => (JsonObject)Json["message"]!;

    private JsonObject Counters => (JsonObject)Message["usage"]!;

    public static Line Assistant(string? id = "msg_1")
    {
        var number = Interlocked.Increment(ref _made);
        return new Line(new JsonObject
        {
            ["parentUuid"] = null,
            ["isSidechain"] = false,
            ["message"] = new JsonObject
            {
                ["id"] = id,
                ["type"] = "message",
                ["role"] = "assistant",
                ["model"] = "claude-opus-4-8",
                ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "Done." }),
                ["stop_reason"] = "end_turn",
                ["usage"] = new JsonObject { ["input_tokens"] = 0, ["output_tokens"] = 0 },
            },
            ["requestId"] = "req_" + id,
            ["type"] = "assistant",
            ["uuid"] = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{number:x12}"),
            ["timestamp"] = "2026-11-01T10:00:00.000Z",
            ["cwd"] = "/home/user/project",
            ["version"] = "2.1.197",
        });
    }

    public static Line User(string at, string text = "Go on.") => new Line(new JsonObject { ["parentUuid"] = null, ["type"] = "user" }).At(at).Set("message", new JsonObject { ["role"] = "user", ["content"] = text });

    /// <summary>What the client writes first into a session started from the command line.</summary>
    public static Line QueueOperation(string at) => Of("queue-operation").At(at).Set("operation", "enqueue");

    public static Line Of(string type) => new(new JsonObject { ["type"] = type });

    public Line Input(JsonNode tokens) => Count("input_tokens", tokens);

    public Line Output(JsonNode tokens) => Count("output_tokens", tokens);

    public Line CacheRead(JsonNode tokens) => Count("cache_read_input_tokens", tokens);

    /// <summary>Cache writes without their split by lifetime.</summary>
    public Line CacheWrite(JsonNode tokens) => Count("cache_creation_input_tokens", tokens);

    public Line CacheWrite(long fiveMinutes, long oneHour) => CacheWrite(fiveMinutes + oneHour)
        .Count("cache_creation", new JsonObject { ["ephemeral_5m_input_tokens"] = fiveMinutes, ["ephemeral_1h_input_tokens"] = oneHour });

    public Line WebSearches(JsonNode requests) => Count("server_tool_use", new JsonObject { ["web_search_requests"] = requests, ["web_fetch_requests"] = 3 });

    public Line Iterations(params JsonNode?[] iterations) => Count("iterations", new JsonArray(iterations));

    public Line Count(string name, JsonNode? value)
    {
        Counters[name] = value;
        return this;
    }

    public Line Model(string? model)
    {
        Message["model"] = model;
        return this;
    }

    public Line Stop(string? reason)
    {
        Message["stop_reason"] = reason;
        return this;
    }

    public Line Content(params JsonNode?[] blocks)
    {
        Message["content"] = new JsonArray(blocks);
        return this;
    }

    public Line At(string? timestamp) => Set("timestamp", timestamp);

    public Line Session(string? id) => Set("sessionId", id);

    public Line Request(string? id) => id is null ? Without("requestId") : Set("requestId", id);

    public Line Uuid(string? id) => id is null ? Without("uuid") : Set("uuid", id);

    public Line Parent(string? uuid) => Set("parentUuid", uuid);

    public Line Sidechain(string? agentId = null) => Set("isSidechain", true).Set("agentId", agentId);

    public Line Set(string name, JsonNode? value)
    {
        Json[name] = value;
        return this;
    }

    public Line Without(string name)
    {
        Json.Remove(name);
        return this;
    }

    public Line WithoutUsage()
    {
        Message.Remove("usage");
        return this;
    }

    /// <summary>The same line as a fork or a replay copies it.</summary>
    public Line Copy() => new((JsonObject)Json.DeepClone());

    public override string ToString() => Json.ToJsonString(AsTheClientWrites);
}
