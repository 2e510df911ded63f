namespace Bursar.Pricing;

/// <summary>Which layer of the table in force a model's rates are from; the later wins.</summary>
public enum PriceOrigin
{
    Shipped,
    Imported,
    Config,
    Policy,
    Environment,
}

/// <summary>The dated prices of one model.</summary>
public sealed record ModelPrices(string Id, string Family)
{
    /// <summary>Other names of the same model, dated ids among them.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Names under which Bedrock and Vertex offer it; they need no entry to be recognised, they pin that they are.</summary>
    public IReadOnlyList<string> ProviderIds { get; init; } = [];

    public required IReadOnlyList<PricePeriod> Periods { get; init; }

    /// <summary>Rates of <c>speed:"fast"</c>; none when the model has no fast mode that we know of.</summary>
    public IReadOnlyList<PricePeriod> Fast { get; init; } = [];

    /// <summary>Factor of <c>inference_geo:"us"</c>.</summary>
    public Factor GeoUs { get; init; } = Factor.One;

    /// <summary>Factor of Bedrock's regional endpoints (<c>us.</c>, <c>eu.</c> …), which their ids show.</summary>
    public Factor Regional { get; init; } = Factor.One;

    /// <summary>The topmost layer that gave any of the rates.</summary>
    public PriceOrigin Origin { get; init; }

    /// <summary>Where the price comes from, for people.</summary>
    public string Source { get; init; } = "";
}
