using System.Text.Json;

namespace Bursar.Cli.Tests.Contract;

/// <summary>The counters of a row or of totals, as exact decimals.</summary>
internal static class Counters
{
    /// <summary>ccusage's keys, which other tools read.</summary>
    public static readonly string[] OfCcusage = ["inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens", "totalTokens", "totalCost"];

    public static readonly string[] All =
    [
        .. OfCcusage, "cacheCreation5mTokens", "cacheCreation1hTokens", "webSearchRequests", "messages", "turns", "unfinishedMessages", "unpricedTokens",
    ];

    public static readonly string[] OfModels = ["inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens", "cost"];

    public static Dictionary<string, decimal> Of(JsonElement json) => Sum([json], All);

    public static Dictionary<string, decimal> Sum(IEnumerable<JsonElement> rows, string[] keys) =>
        keys.ToDictionary(key => key, key => rows.Sum(row => row.GetProperty(key).GetDecimal()), StringComparer.Ordinal);

    public static string[] Keys(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];
}
