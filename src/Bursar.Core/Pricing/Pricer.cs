using Bursar.Transcripts;

namespace Bursar.Pricing;

/// <summary>Prices responses by a table. Remembers which model an id names; one per thread.</summary>
public sealed class Pricer(PriceTable table)
{
    private readonly Dictionary<string, (ModelPrices? Model, bool IsRegional)> _models = new(StringComparer.Ordinal);

    public PriceTable Table { get; } = table;

    /// <param name="model">The model id as the transcript has it.</param>
    /// <param name="at">When the response was made, in microseconds of UTC; null when the line does not tell.</param>
    /// <param name="usage">Its tokens and searches.</param>
    /// <param name="serviceTier"><c>batch</c> halves the price of tokens; other tiers change nothing.</param>
    /// <param name="speed"><c>fast</c> has rates of its own.</param>
    /// <param name="inferenceGeo"><c>us</c> costs a tenth more on models that offer it; or the <see cref="CloudPlatform"/>.</param>
    public Price Price(string? model, long? at, in Usage usage, string? serviceTier = null, string? speed = null, string? inferenceGeo = null)
    {
        if (model is null)
        {
            return Pricing.Price.Missing(Unpriced.NoModel);
        }

        if (!_models.TryGetValue(model, out var known))
        {
            known = (ModelId.Resolve(model, Table.Names, out var isRegional), isRegional);
            _models.Add(model, known);
        }

        if (known.Model is not { } prices)
        {
            return Pricing.Price.Missing(Unpriced.UnknownModel);
        }

        var isFast = speed is "fast";
        if (isFast && prices.Fast.Count == 0)
        {
            return Pricing.Price.Missing(Unpriced.NoFastRate, prices);
        }

        // After fast mode ended for a model the API runs and bills such requests at the standard rate.
        var period = isFast ? Find(prices.Fast, at) : null;
        if (isFast && at is null && period is null)
        {
            return Pricing.Price.Missing(Unpriced.NoTimestamp, prices);
        }

        isFast = period is not null;
        period ??= Find(prices.Periods, at);
        if (period is null)
        {
            return Pricing.Price.Missing(at is null ? Unpriced.NoTimestamp : Unpriced.NoPriceAtDate, prices);
        }

        var isLong = period.LongPrompt is { } tier && usage.Prompt > tier.Above;
        var rates = isLong ? period.LongPrompt!.Rates : period.Rates;
        var factor = Factor(prices, known.IsRegional, serviceTier, inferenceGeo);
        var pico = factor.Of(rates.Of(usage)) + ((Int128)usage.WebSearches * Table.WebSearch);
        return new Price(Unpriced.None, checked((long)pico), prices, period, rates, isLong, isFast, factor);
    }

    private static PricePeriod? Find(IReadOnlyList<PricePeriod> periods, long? at)
    {
        if (at is not { } instant)
        {
            // A price that never changed holds whenever the response was made.
            return periods is [{ Until: null } only] ? only : null;
        }

        foreach (var period in periods)
        {
            if (period.Covers(instant))
            {
                return period;
            }
        }

        return null;
    }

    private Factor Factor(ModelPrices prices, bool isRegional, string? serviceTier, string? inferenceGeo)
    {
        // A regional endpoint and inference_geo name the same surcharge, which is taken once.
        var place = isRegional || (Table.HasRegionalEndpoints && CloudPlatform.Is(inferenceGeo)) ? prices.Regional : inferenceGeo is "us" ? prices.GeoUs : Pricing.Factor.One;
        return serviceTier is "batch" ? place * Table.Batch : place;
    }
}
