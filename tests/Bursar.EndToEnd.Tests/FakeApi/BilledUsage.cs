using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Bursar.EndToEnd.Tests.FakeApi;

/// <summary>What one response of the fake API bills: tokens by kind, searches, and the modifiers a price depends on.</summary>
public sealed record BilledUsage
{
    public long Input { get; init; }
    public long Output { get; init; }
    public long CacheWrite5m { get; init; }
    public long CacheWrite1h { get; init; }
    public long CacheRead { get; init; }
    public long WebSearches { get; init; }
    public string ServiceTier { get; init; } = "standard";
    public string Speed { get; init; } = "standard";
    public string InferenceGeo { get; init; } = "";

    [JsonIgnore]
    public long CacheWrite => CacheWrite5m + CacheWrite1h;

    [JsonIgnore]
    public long Total => Input + Output + CacheWrite + CacheRead;

    /// <summary>The API's own JSON. <paramref name="output"/> stands in for the tokens streamed so far.</summary>
    public JsonObject ToJson(long? output = null) => new()
    {
        ["input_tokens"] = Input,
        ["cache_creation_input_tokens"] = CacheWrite,
        ["cache_read_input_tokens"] = CacheRead,
        ["output_tokens"] = output ?? Output,
        ["cache_creation"] = new JsonObject
        {
            ["ephemeral_5m_input_tokens"] = CacheWrite5m,
            ["ephemeral_1h_input_tokens"] = CacheWrite1h,
        },
        ["server_tool_use"] = new JsonObject { ["web_search_requests"] = WebSearches, ["web_fetch_requests"] = 0 },
        ["service_tier"] = ServiceTier,
        ["speed"] = Speed,
        ["inference_geo"] = InferenceGeo,
    };
}
