namespace Bursar.Pricing;

/// <summary>Why a response has no price. The values are stored in the ledger: never renumber.</summary>
public enum Unpriced
{
    None = 0,
    UnknownModel = 1,
    NoPriceAtDate = 2,
    NoFastRate = 3,
    NoTimestamp = 4,
    NoModel = 5,
}

/// <summary>The price of one model pass and how it came about.</summary>
public readonly record struct Price(Unpriced Unpriced, long Pico, ModelPrices? Model, PricePeriod? Period, Rates Rates, bool IsLongPrompt, bool IsFast, Factor Factor)
{
    public bool IsKnown => Unpriced == Unpriced.None;

    public static Price Missing(Unpriced reason, ModelPrices? model = null) => new(reason, 0, model, null, default, false, false, Factor.One);
}

public static class UnpricedReasons
{
    public static string Describe(this Unpriced reason) => reason switch
    {
        Unpriced.UnknownModel => "the model is not in the price table",
        Unpriced.NoPriceAtDate => "the price table has no price for that date",
        Unpriced.NoFastRate => "the price table has no fast-mode rate for the model",
        Unpriced.NoTimestamp => "the line has no timestamp and the model's price has changed over time",
        Unpriced.NoModel => "the line names no model",
        _ => "priced",
    };
}
