namespace Bursar.Pricing;

/// <summary>Rates that the user gives for one model or one family; a rate left out stays as it is.</summary>
/// <param name="Where">What gave it, for messages and for <c>bursar pricing</c>.</param>
/// <param name="Model">The model it is for, or null for a whole family.</param>
/// <param name="Family">The family it is for, or null for one model.</param>
public sealed record PriceOverride(string Where, string? Model, string? Family)
{
    public long? Input { get; init; }

    public long? Output { get; init; }

    public long? CacheWrite5m { get; init; }

    public long? CacheWrite1h { get; init; }

    public long? CacheRead { get; init; }

    /// <summary>Lays the rates over every period, tier and speed of a model: who names a price means that price.</summary>
    public ModelPrices Over(ModelPrices model) => model with
    {
        Periods = [.. model.Periods.Select(Over)],
        Fast = [.. model.Fast.Select(Over)],
        Source = $"{Where} over {model.Source}",
    };

    /// <summary>A model that the table does not have; cache rates left out follow from the input rate, as everywhere in the list.</summary>
    public ModelPrices ToModel()
    {
        if (Input is not { } input || Output is not { } output)
        {
            throw UserError.BadInput($"{Where}: {Model} is not in the price table, so both `input` and `output` are needed.");
        }

        var rates = new Rates(input, output, CacheWrite5m ?? input * 5 / 4, CacheWrite1h ?? input * 2, CacheRead ?? input / 10);
        return new ModelPrices(Model!, "") { Periods = [new PricePeriod(null, null, rates, null)], Source = Where };
    }

    private PricePeriod Over(PricePeriod period) => period with
    {
        Rates = Over(period.Rates),
        LongPrompt = period.LongPrompt is { } tier ? new LongPrompt(tier.Above, Over(tier.Rates)) : null,
    };

    private Rates Over(Rates rates) => new(Input ?? rates.Input, Output ?? rates.Output, CacheWrite5m ?? rates.CacheWrite5m, CacheWrite1h ?? rates.CacheWrite1h, CacheRead ?? rates.CacheRead);
}
