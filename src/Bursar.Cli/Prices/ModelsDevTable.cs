using System.Text.Json;
using Bursar.Pricing;
using Tomlyn;
using Tomlyn.Serialization;

namespace Bursar.Cli.Prices;

/// <summary>
/// models.dev: USD per million tokens, as its <c>api.json</c> or as the TOML file of one model, whose name is the id.
/// It has one cache-write price (five minutes) and none for an hour, which follows from the input rate.
/// </summary>
internal static class ModelsDevTable
{
    public static bool Recognises(JsonElement root) => root.TryGetProperty("anthropic", out var provider) && provider.ValueKind == JsonValueKind.Object && provider.TryGetProperty("models", out _);

    public static IEnumerable<ImportedModel> ReadJson(JsonElement root, string file)
    {
        foreach (var model in root.GetProperty("anthropic").GetProperty("models").EnumerateObject())
        {
            if (model.Value.TryGetProperty("cost", out var cost) && cost.Deserialize(ModelsDevJson.Default.ModelsDevCost) is { Input: not null, Output: not null } read)
            {
                yield return Model(model.Name, read, file);
            }
        }
    }

    public static ImportedModel ReadToml(string toml, string file)
    {
        try
        {
            var model = TomlSerializer.Deserialize(toml, ModelsDevToml.Default.ModelsDevModel);
            return model?.Cost is { Input: not null, Output: not null } cost
                ? Model(Path.GetFileNameWithoutExtension(file), cost, file)
                : throw UserError.BadInput($"{file}: no prices: expected a table [cost] with input and output, in USD per million tokens.");
        }
        catch (TomlException e)
        {
            throw UserError.BadInput($"{file}: not readable as TOML: {e.Message}", null, e);
        }
    }

    private static ImportedModel Model(string id, ModelsDevCost cost, string file)
    {
        var where = $"{file}: {id}.cost";
        var rates = Rates(cost, cost, where);
        var tier = cost.Tiers?.Where(tier => tier.Tier?.Size is > 0).MinBy(tier => tier.Tier!.Size);
        return new ImportedModel(id, rates, tier is null ? null : new LongPrompt(tier.Tier!.Size!.Value, Rates(tier, cost, where + ".tiers")), null, Factor.One);
    }

    private static Rates Rates(ModelsDevRates rates, ModelsDevRates fallback, string where)
    {
        var input = PriceTableJson.Rate((decimal)(rates.Input ?? fallback.Input)!, where + ".input");
        return new Rates(input,
            PriceTableJson.Rate((decimal)(rates.Output ?? fallback.Output)!, where + ".output"),
            rates.CacheWrite is { } write ? PriceTableJson.Rate((decimal)write, where + ".cache_write") : input * 5 / 4,
            input * 2,
            rates.CacheRead is { } read ? PriceTableJson.Rate((decimal)read, where + ".cache_read") : input / 10);
    }
}

internal class ModelsDevRates
{
    public double? Input { get; set; }

    public double? Output { get; set; }

    public double? CacheRead { get; set; }

    public double? CacheWrite { get; set; }
}

internal sealed class ModelsDevCost : ModelsDevRates
{
    public List<ModelsDevTier>? Tiers { get; set; }
}

internal sealed class ModelsDevTier : ModelsDevRates
{
    public ModelsDevTierSize? Tier { get; set; }
}

internal sealed class ModelsDevTierSize
{
    public long? Size { get; set; }
}

internal sealed class ModelsDevModel
{
    public ModelsDevCost? Cost { get; set; }
}

[TomlSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseLower)]
[TomlSerializable(typeof(ModelsDevModel))]
internal sealed partial class ModelsDevToml : TomlSerializerContext;

[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseLower)]
[System.Text.Json.Serialization.JsonSerializable(typeof(ModelsDevCost))]
internal sealed partial class ModelsDevJson : System.Text.Json.Serialization.JsonSerializerContext;
