using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bursar.EndToEnd.Tests.Programs;

/// <summary>The contract of <c>bursar usage --json</c>.</summary>
/// <param name="IsFloor">Some responses never got their final usage, so at least this much was used.</param>
public sealed record UsageReport(
    string SessionId,
    long Input,
    long Output,
    long CacheRead,
    long CacheWrite,
    decimal CostUsd,
    IReadOnlyDictionary<string, UsageReport.ModelShare> Models,
    int Turns,
    bool IsFloor)
{
    public sealed record ModelShare(long Input, long Output, long CacheRead, long CacheWrite, decimal CostUsd);

    public static UsageReport Parse(ProgramResult result)
    {
        try
        {
            var json = JsonNode.Parse(result.Stdout)!.AsObject();
            return new UsageReport(
                Need<string>(json, "session_id"),
                Need<long>(json, "input_tokens"),
                Need<long>(json, "output_tokens"),
                Need<long>(json, "cache_read_input_tokens"),
                Need<long>(json, "cache_creation_input_tokens"),
                Need<decimal>(json, "cost_usd"),
                json["model_breakdown"]!.AsObject().ToDictionary(m => m.Key, m => Share(m.Value!), StringComparer.Ordinal),
                Need<int>(json, "turns"),
                Need<bool>(json, "is_floor"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or InvalidDataException)
        {
            throw new InvalidDataException($"This is not the JSON of `bursar usage`: {e.Message}\n{result}", e);
        }
    }

    private static ModelShare Share(JsonNode json) => new(
        Need<long>(json, "input"),
        Need<long>(json, "output"),
        Need<long>(json, "cache_read"),
        Need<long>(json, "cache_creation"),
        Need<decimal>(json, "cost"));

    private static T Need<T>(JsonNode json, string name) =>
        json[name] is { } value ? value.GetValue<T>() : throw new InvalidDataException($"'{name}' is missing.");
}
