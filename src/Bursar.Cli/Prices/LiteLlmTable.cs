using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bursar.Pricing;

namespace Bursar.Cli.Prices;

/// <summary>LiteLLM's <c>model_prices_and_context_window.json</c>: USD per token, one entry per provider and model.</summary>
internal static partial class LiteLlmTable
{
    private const decimal PerMillion = 1_000_000;

    public static bool Recognises(JsonElement root) =>
        root.EnumerateObject().Any(entry => entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty("litellm_provider", out _));

    /// <summary>Entries of the first-party API; providers' own entries repeat them under other names.</summary>
    public static IEnumerable<ImportedModel> Read(JsonElement root, string file)
    {
        foreach (var entry in root.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty("litellm_provider", out var provider) && provider.ValueEquals("anthropic"u8)
                && Price(entry.Value, "input_cost_per_token", file, entry.Name) is { } input && Price(entry.Value, "output_cost_per_token", file, entry.Name) is { } output)
            {
                yield return Model(entry.Name, entry.Value, input, output, file);
            }
        }
    }

    private static ImportedModel Model(string name, JsonElement json, long input, long output, string file)
    {
        var rates = Rates(json, "", input, output, file, name);
        var specific = json.TryGetProperty("provider_specific_entry", out var value) && value.ValueKind == JsonValueKind.Object ? value : default;
        return new ImportedModel(name, rates, Tier(json, rates, file, name), Factor(specific, "fast") is { } fast ? Times(rates, fast) : null,
            Factor(specific, "us") is { } us ? Pricing.Factor.From(us, $"{file}: {name}.provider_specific_entry.us") : Pricing.Factor.One);
    }

    private static LongPrompt? Tier(JsonElement json, Rates rates, string file, string name)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (TierName().Match(property.Name) is { Success: true } match)
            {
                var suffix = match.Groups["suffix"].Value;
                var above = long.Parse(match.Groups["thousands"].Value, CultureInfo.InvariantCulture) * 1000;
                var input = Price(json, "input_cost_per_token" + suffix, file, name) ?? rates.Input;
                return new LongPrompt(above, Rates(json, suffix, input, Price(json, "output_cost_per_token" + suffix, file, name) ?? rates.Output, file, name));
            }
        }

        return null;
    }

    private static Rates Rates(JsonElement json, string suffix, long input, long output, string file, string name) => new(input, output,
        Price(json, "cache_creation_input_token_cost" + suffix, file, name) ?? input * 5 / 4,
        Price(json, "cache_creation_input_token_cost_above_1hr" + suffix, file, name) ?? input * 2,
        Price(json, "cache_read_input_token_cost" + suffix, file, name) ?? input / 10);

    private static long? Price(JsonElement json, string key, string file, string name)
    {
        if (!json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var perToken)
            ? PriceTableJson.Rate(perToken * PerMillion, $"{file}: {name}.{key}")
            : throw UserError.BadInput($"{file}: {name}.{key}: {value.GetRawText()} is not a price; expected USD per token.");
    }

    private static decimal? Factor(JsonElement json, string key) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var factor) && factor is > 0 and <= 100 ? factor : null;

    private static Rates Times(Rates rates, decimal factor) => new((long)(rates.Input * factor), (long)(rates.Output * factor), (long)(rates.CacheWrite5m * factor), (long)(rates.CacheWrite1h * factor), (long)(rates.CacheRead * factor));

    [GeneratedRegex(@"^input_cost_per_token(?<suffix>_above_(?<thousands>\d+)k_tokens)$", RegexOptions.CultureInvariant)]
    private static partial Regex TierName();
}
