using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bursar.EndToEnd.Tests.Programs;

/// <summary>The totals of <c>bursar daily --json</c>, and of its rows.</summary>
public sealed record DailyReport(DailyReport.Sum Totals, IReadOnlyList<DailyReport.Sum> Days)
{
    public sealed record Sum(long Input, long Output, long CacheWrite, long CacheRead, long Total, decimal CostUsd);

    public static DailyReport Parse(ProgramResult result)
    {
        try
        {
            var json = JsonNode.Parse(result.Stdout)!;
            return new DailyReport(Read(json["totals"]!), [.. json["daily"]!.AsArray().Select(day => Read(day!))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new InvalidDataException($"This is not the JSON of `bursar daily`: {e.Message}\n{result}", e);
        }
    }

    private static Sum Read(JsonNode json) => new(
        json["inputTokens"]!.GetValue<long>(),
        json["outputTokens"]!.GetValue<long>(),
        json["cacheCreationTokens"]!.GetValue<long>(),
        json["cacheReadTokens"]!.GetValue<long>(),
        json["totalTokens"]!.GetValue<long>(),
        json["totalCost"]!.GetValue<decimal>());
}
