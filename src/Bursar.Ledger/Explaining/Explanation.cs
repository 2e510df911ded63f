using Bursar.Pricing;

namespace Bursar.Ledger.Explaining;

/// <summary>A row of the ledger with the working of its cost.</summary>
/// <param name="Price">By the table in force; without a price it says why.</param>
/// <param name="Working">Null when there is no price.</param>
public sealed record ExplainedPass(BilledPass Pass, Price Price, PriceWorking? Working);

/// <summary>All rows of one model id.</summary>
/// <param name="Cost">Picodollars of what has a price.</param>
/// <param name="Unpriced">Rows without one.</param>
public sealed record ExplainedModel(string? Model, IReadOnlyList<ExplainedPass> Passes, Int128 Cost, int Unpriced)
{
    public long Sum(Func<Transcripts.Usage, long> counter) => Passes.Sum(entry => counter(entry.Pass.Usage));
}

/// <summary>From lines to a figure: every row with its working, which makes the ledger's cost to the last digit.</summary>
/// <param name="Cost">Picodollars of what has a price.</param>
public sealed record Explanation(IReadOnlyList<ExplainedPass> Passes, Int128 Cost)
{
    /// <summary>The costliest first.</summary>
    public IReadOnlyList<ExplainedModel> Models =>
    [
        .. Passes.GroupBy(entry => entry.Pass.Model, StringComparer.Ordinal)
            .Select(group => new ExplainedModel(group.Key, [.. group], CostOf(group), group.Count(entry => entry.Working is null)))
            .OrderByDescending(model => model.Cost).ThenBy(model => model.Model, StringComparer.Ordinal),
    ];

    /// <summary>The costliest rows; those without a price last.</summary>
    public IReadOnlyList<ExplainedPass> Costliest(int count) => [.. Passes.OrderByDescending(entry => entry.Pass.Cost ?? -1).Take(count)];

    /// <exception cref="UserError">The ledger's cost of a row is not what the prices make of it.</exception>
    public static Explanation Of(IEnumerable<BilledPass> passes, Pricer pricer)
    {
        var explained = passes.Select(pass => One(pass, pricer)).ToList();
        return new Explanation(explained, CostOf(explained));
    }

    private static ExplainedPass One(BilledPass pass, Pricer pricer)
    {
        var price = pricer.Price(pass.Model, pass.At, pass.Usage, pass.ServiceTier, pass.Speed, pass.InferenceGeo);
        var working = price.IsKnown ? PriceWorking.Of(price, pass.Usage, pricer.Table, pass.Model!, pass.ServiceTier, pass.InferenceGeo) : null;
        return working?.Total == pass.Cost
            ? new ExplainedPass(pass, price, working)
            : throw UserError.Unusable(
                $"The ledger's cost of {pass.Key} was worked out by other prices than those in force ({pricer.Table.Version}).",
                "Run the command without --no-ingest, which prices the ledger anew; `bursar ledger check` looks for damage.");
    }

    private static Int128 CostOf(IEnumerable<ExplainedPass> passes) => passes.Aggregate(Int128.Zero, (sum, entry) => sum + (entry.Pass.Cost ?? 0));
}
