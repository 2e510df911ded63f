using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Ledger.Auditing;

/// <summary>
/// What the client charges by its own table, as far as it is known to differ (docs/accuracy.md): no <c>inference_geo</c>, no batch,
/// and Sonnet 5 at 3/15 USD.
/// </summary>
internal static class ClientPrices
{
    private const string Sonnet5 = "claude-sonnet-5";

    private static readonly Rates ForSonnet5 = new(3_000_000, 15_000_000, 3_750_000, 6_000_000, 300_000);

    /// <summary>Picodollars; null when the table in force has no price.</summary>
    public static Int128? Price(Pricer pricer, string? model, long? at, in Usage usage, string? speed)
    {
        var price = pricer.Price(model, at, usage, null, speed);
        return !price.IsKnown ? null
            : price.Model is { Id: Sonnet5, Origin: PriceOrigin.Shipped } && !price.IsFast ? ForSonnet5.Of(usage) + ((Int128)usage.WebSearches * pricer.Table.WebSearch)
            : price.Pico;
    }
}
