using System.Globalization;
using System.Text.Json;

namespace Bursar.Tests.Pricing;

/// <summary>Prices in USD per million tokens, as gathered.</summary>
internal sealed record FactRates(decimal Input, decimal Output, decimal CacheWrite5m, decimal CacheWrite1h, decimal CacheRead);

internal sealed record FactPeriod(DateTimeOffset? From, DateTimeOffset? Until, FactRates Rates, long? Above, FactRates? Long);

internal sealed record FactModel(string Id, string Family, string[] Aliases, string[] Bedrock, string[] Vertex, FactPeriod[] Periods, FactPeriod[] Fast, decimal Geo)
{
    /// <summary>Bedrock's regional endpoints cost a tenth more from the 4.5 models on.</summary>
    public bool HasRegionalSurcharge { get; init; }
}

/// <summary>The price facts (facts.json, a copy as data), read without any of the product's code.</summary>
internal static class Facts
{
    private static readonly string[] From45On =
    [
        "claude-haiku-4-5", "claude-sonnet-4-5", "claude-opus-4-5", "claude-opus-4-6", "claude-sonnet-4-6", "claude-opus-4-7", "claude-opus-4-8", "claude-opus-5", "claude-opus-5-5",
        "claude-sonnet-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-fable-5", "claude-fable-5-1", "claude-fable-5-2", "claude-mythos-5", "claude-mythos-5-1", "claude-mythos-5-2",
    ];

    public static IReadOnlyList<FactModel> Models { get; } = Read();

    private static List<FactModel> Read()
    {
        using var stream = typeof(Facts).Assembly.GetManifestResourceStream("facts.json")!;
        using var json = JsonDocument.Parse(stream);
        return [.. json.RootElement.GetProperty("models").EnumerateArray().Select(Model)];
    }

    private static FactModel Model(JsonElement json) => new(json.GetProperty("id").GetString()!, json.GetProperty("family").GetString()!,
        Texts(json, "aliases"), Texts(json, "bedrock"), Texts(json, "vertex"), Periods(json, "periods"), Periods(json, "fast"),
        json.TryGetProperty("inferenceGeoUsMultiplier", out var geo) ? geo.GetDecimal() : 1)
    {
        HasRegionalSurcharge = From45On.Contains(json.GetProperty("id").GetString()),
    };

    private static string[] Texts(JsonElement json, string name) => json.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray().Select(text => text.GetString()!)] : [];

    private static FactPeriod[] Periods(JsonElement json, string name) => json.TryGetProperty(name, out var periods) ? [.. periods.EnumerateArray().Select(Period)] : [];

    private static FactPeriod Period(JsonElement json)
    {
        var tier = json.TryGetProperty("longPrompt", out var found) ? found : (JsonElement?)null;
        return new FactPeriod(Day(json, "from"), Day(json, "until"), Rates(json.GetProperty("rates")),
            tier?.GetProperty("aboveInputTokens").GetInt64(), tier is { } some ? Rates(some.GetProperty("rates")) : null);
    }

    private static DateTimeOffset? Day(JsonElement json, string name) =>
        json.TryGetProperty(name, out var day) ? DateTimeOffset.ParseExact(day.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    private static FactRates Rates(JsonElement json) => new(json.GetProperty("input").GetDecimal(), json.GetProperty("output").GetDecimal(), json.GetProperty("cacheWrite5m").GetDecimal(),
        json.GetProperty("cacheWrite1h").GetDecimal(), json.GetProperty("cacheRead").GetDecimal());
}
