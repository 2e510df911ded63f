using System.Globalization;
using System.Text.Json;

namespace Bursar.Pricing;

/// <summary>
/// Prices from the user's <c>config.json</c>:
/// <c>{"pricing":{"endpoints":"global" or "regional","overrides":[{"model":"…" or "family":"…","input":3,"output":15,"cacheWrite5m":…,"cacheWrite1h":…,"cacheRead":…}]}}</c>.
/// </summary>
public static class PriceConfig
{
    private static readonly string[] Rates = ["input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead"];

    private static readonly string[] Endpoints = ["global", "regional"];

    public static (IReadOnlyList<PriceOverride> Overrides, bool HasRegionalEndpoints) Parse(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            var document = JsonElement.Parse(json.Span, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!document.TryGetProperty("pricing", out var pricing))
            {
                return ([], false);
            }

            var other = pricing.ValueKind == JsonValueKind.Object ? pricing.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => name is not ("overrides" or "endpoints")) : null;
            return other is null ? (Overrides(pricing, $"{file}: pricing"), IsRegional(pricing, file)) : throw Wrong($"{file}: pricing.{other}: unknown key; expected overrides or endpoints.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw UserError.BadInput($"{file}: not readable as configuration: {e.Message}", "Correct the file, or move it away to go on with the defaults.", e);
        }
    }

    private static bool IsRegional(JsonElement pricing, string file) => pricing.TryGetProperty("endpoints", out var endpoints)
        && (endpoints.ValueKind == JsonValueKind.String && endpoints.GetString() is { } word && Endpoints.Contains(word, StringComparer.Ordinal) ? word == Endpoints[1]
            : throw Wrong($"{file}: pricing.endpoints: expected {string.Join(" or ", Endpoints)}, what your endpoints of Bedrock and Vertex AI are."));

    /// <summary>The overrides of a <c>pricing</c> object.</summary>
    internal static IReadOnlyList<PriceOverride> Overrides(JsonElement pricing, string where)
    {
        if (pricing.ValueKind != JsonValueKind.Object || !pricing.TryGetProperty("overrides", out var overrides))
        {
            return pricing.ValueKind == JsonValueKind.Object ? [] : throw Wrong($"{where}: expected an object such as {{\"overrides\":[…]}}.");
        }

        return overrides.ValueKind == JsonValueKind.Array
            ? [.. overrides.EnumerateArray().Select((entry, i) => Override(entry, $"{where}.overrides[{i}]"))]
            : throw Wrong($"{where}.overrides: expected an array.");
    }

    private static PriceOverride Override(JsonElement json, string where)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Wrong($"{where}: expected an object with model or family, and {string.Join(", ", Rates)}.");
        }

        foreach (var property in json.EnumerateObject())
        {
            if (property.Name is not ("model" or "family") && Array.IndexOf(Rates, property.Name) < 0)
            {
                throw Wrong($"{where}.{property.Name}: unknown key; expected model or family, and {string.Join(", ", Rates)}.");
            }
        }

        var model = Text(json, "model", where);
        var family = Text(json, "family", where);
        if (model is null == family is null)
        {
            throw Wrong($"{where}: expected either `model` or `family`.");
        }

        if (family is not null && !PriceEnvironment.Families.Contains(family))
        {
            throw Wrong($"{where}.family: '{family}' is no family; expected {string.Join(", ", PriceEnvironment.Families)}.");
        }

        var rates = Array.ConvertAll(Rates, name => Rate(json, name, where));
        return new PriceOverride(where, model, family)
        {
            Input = rates[0],
            Output = rates[1],
            CacheWrite5m = rates[2],
            CacheWrite1h = rates[3],
            CacheRead = rates[4],
        };
    }

    private static string? Text(JsonElement json, string name, string where) => !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong($"{where}.{name}: expected a text.");

    private static long? Rate(JsonElement json, string name, string where)
    {
        if (!json.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var rate)
            ? PriceTableJson.Rate(rate, $"{where}.{name}")
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{where}.{name}: {value.GetRawText()} is not a price; expected USD per million tokens, such as 3.75."));
    }

    private static UserError Wrong(string message) => UserError.BadInput(message, "Correct it there. An entry looks like {\"model\":\"my-model\",\"input\":3,\"output\":15}; `bursar pricing` shows the prices in force.");
}
