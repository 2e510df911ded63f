using Bursar.Transcripts;

namespace Bursar.Pricing;

/// <summary>What is counted under one rate.</summary>
public enum PricedKind
{
    Input,
    Output,
    CacheWrite5m,
    CacheWrite1h,
    CacheRead,
    WebSearch,
}

/// <summary>A count times a rate.</summary>
/// <param name="Count">Tokens, or web search requests.</param>
/// <param name="Rate">Picodollars for one of them.</param>
public readonly record struct PriceProduct(PricedKind Kind, long Count, long Rate)
{
    public Int128 Pico => (Int128)Count * Rate;
}

/// <summary>A factor on the price of all tokens, and what called for it.</summary>
/// <param name="Name"><c>regional endpoint</c>, <c>inference_geo us</c> or <c>batch</c>.</param>
public readonly record struct PriceModifier(string Name, Factor Factor);

/// <summary>How the cost of one model pass is worked out: products, modifiers on those of tokens, and the sum.</summary>
/// <param name="Products">One for each kind that was used.</param>
/// <param name="Modifiers">Taken together, on all tokens; web searches have none.</param>
public sealed record PriceWorking(IReadOnlyList<PriceProduct> Products, IReadOnlyList<PriceModifier> Modifiers)
{
    /// <summary>Picodollars of all tokens at their rates.</summary>
    public Int128 Tokens => Products.Where(product => product.Kind != PricedKind.WebSearch).Aggregate(Int128.Zero, (sum, product) => sum + product.Pico);

    /// <summary>The same with the modifiers, rounded once.</summary>
    public Int128 ModifiedTokens => Modifiers.Aggregate(Factor.One, (factor, modifier) => factor * modifier.Factor).Of(Tokens);

    /// <summary>Picodollars of the web searches.</summary>
    public Int128 WebSearches => Products.Where(product => product.Kind == PricedKind.WebSearch).Aggregate(Int128.Zero, (sum, product) => sum + product.Pico);

    public Int128 Total => ModifiedTokens + WebSearches;

    /// <param name="price">A price that is known.</param>
    /// <param name="usage">The usage it is of.</param>
    /// <param name="table">The table it is from.</param>
    /// <param name="model">The model id as the transcript has it.</param>
    /// <param name="serviceTier">As for <see cref="Pricer.Price"/>.</param>
    /// <param name="inferenceGeo">As for <see cref="Pricer.Price"/>.</param>
    public static PriceWorking Of(in Price price, in Usage usage, PriceTable table, string model, string? serviceTier, string? inferenceGeo)
    {
        var rates = price.Rates;
        ReadOnlySpan<PriceProduct> products =
        [
            new(PricedKind.Input, usage.Input, rates.Input),
            new(PricedKind.Output, usage.Output, rates.Output),
            new(PricedKind.CacheWrite5m, usage.CacheWrite5m, rates.CacheWrite5m),
            new(PricedKind.CacheWrite1h, usage.CacheWrite1h, rates.CacheWrite1h),
            new(PricedKind.CacheRead, usage.CacheRead, rates.CacheRead),
            new(PricedKind.WebSearch, usage.WebSearches, table.WebSearch),
        ];
        var used = new List<PriceProduct>();
        foreach (var product in products)
        {
            if (product.Count != 0)
            {
                used.Add(product);
            }
        }

        return new PriceWorking(used, Factors(price.Model!, table, model, serviceTier, inferenceGeo));
    }

    private static List<PriceModifier> Factors(ModelPrices prices, PriceTable table, string model, string? serviceTier, string? inferenceGeo)
    {
        ModelId.Resolve(model, table.Names, out var isRegional);
        isRegional |= table.HasRegionalEndpoints && CloudPlatform.Is(inferenceGeo);
        var modifiers = new List<PriceModifier>();
        Add(isRegional, "regional endpoint", prices.Regional);
        Add(!isRegional && inferenceGeo is "us", "inference_geo us", prices.GeoUs);
        Add(serviceTier is "batch", "batch", table.Batch);
        return modifiers;

        void Add(bool applies, string name, Factor factor)
        {
            if (applies && !factor.IsOne)
            {
                modifiers.Add(new PriceModifier(name, factor));
            }
        }
    }
}
