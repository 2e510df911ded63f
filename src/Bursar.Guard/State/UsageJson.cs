using System.Globalization;
using System.Text.Json;
using Bursar.Ledger.Reports;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>One session's usage as JSON (docs/json.md): what <c>bursar usage --json</c>, the state file and MCP give.</summary>
public static class UsageJson
{
    /// <summary>Stands for a model that no line names.</summary>
    public const string None = "(none)";

    /// <summary>The members of the object.</summary>
    public static void Write(Utf8JsonWriter json, SessionUsage usage)
    {
        json.WriteString("session_id", usage.SessionId);
        json.WriteString("project", usage.Project);
        Counters(json, usage.Sums, "_tokens", "_input_tokens", "cost_usd");
        json.WriteNumber("cache_creation_5m_tokens", usage.Sums.CacheWrite5m);
        json.WriteNumber("cache_creation_1h_tokens", usage.Sums.CacheWrite1h);
        json.WriteNumber("web_search_requests", usage.Sums.WebSearches);
        json.WriteNumber("messages", usage.Sums.Messages);
        json.WriteNumber("turns", usage.Sums.Turns);
        Instant(json, "first_activity", usage.First);
        Instant(json, "last_activity", usage.Last);
        WriteModels(json, usage.Models);
        WriteAgents(json, usage);
        json.WriteStartArray("unpriced_models");
        foreach (var model in usage.UnpricedModels)
        {
            json.WriteStringValue(model);
        }

        json.WriteEndArray();
        json.WriteNumber("unpriced_tokens", usage.Sums.UnpricedTokens);
        json.WriteBoolean("is_floor", usage.Sums.IsFloor);
        json.WriteString("usage_source", "transcript");
        json.WriteBoolean("cost_measured", !usage.Sums.HasUnpriced);
    }

    /// <summary>The member <c>model_breakdown</c>.</summary>
    public static void WriteModels(Utf8JsonWriter json, IReadOnlyList<ModelUsage> models)
    {
        json.WriteStartObject("model_breakdown");
        foreach (var (model, sums) in models)
        {
            json.WriteStartObject(model ?? None);
            Counters(json, sums, "", "", "cost");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static void Instant(Utf8JsonWriter json, string name, DateTimeOffset? instant)
    {
        if (instant is { } value)
        {
            json.WriteString(name, Instant(value));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteAgents(Utf8JsonWriter json, SessionUsage usage)
    {
        json.WriteStartArray("agents");
        foreach (var (agent, count, sums) in usage.Agents)
        {
            json.WriteStartObject();
            json.WriteString("agent", agent);
            json.WriteNumber("count", count);
            json.WriteNumber("messages", sums.Messages);
            Counters(json, sums, "_tokens", "_input_tokens", "cost_usd");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Counters(Utf8JsonWriter json, UsageSums sums, string suffix, string cacheSuffix, string cost)
    {
        json.WriteNumber("input" + suffix, sums.Input);
        json.WriteNumber("output" + suffix, sums.Output);
        json.WriteNumber("cache_read" + cacheSuffix, sums.CacheRead);
        json.WriteNumber("cache_creation" + cacheSuffix, sums.CacheWrite);
        json.WriteNumber(cost, Amount.Number(LimitKind.Spend, sums.Cost));
    }
}
