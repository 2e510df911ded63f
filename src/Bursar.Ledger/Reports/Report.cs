namespace Bursar.Ledger.Reports;

/// <summary>Usage of one model inside a row.</summary>
public sealed record ModelUsage(string? Model, UsageSums Sums);

/// <summary>One group.</summary>
/// <param name="Values">The group's value in each dimension; null where it has none.</param>
/// <param name="Sums">Its counters.</param>
/// <param name="Models">The same by model, the costliest first; they add up to <paramref name="Sums"/>.</param>
/// <param name="First">First response of the group.</param>
/// <param name="Last">Last response of the group.</param>
public sealed record ReportRow(IReadOnlyList<string?> Values, UsageSums Sums, IReadOnlyList<ModelUsage> Models, DateTimeOffset? First, DateTimeOffset? Last);

/// <summary>Usage by the dimensions asked for; rows add up to totals.</summary>
public sealed record Report(IReadOnlyList<Dimension> By, IReadOnlyList<ReportRow> Rows, UsageSums Totals, IReadOnlyList<ModelUsage> Models)
{
    /// <summary>Models whose cost is missing from the totals, wholly or in part.</summary>
    public IReadOnlyList<string> UnpricedModels => [.. Models.Where(model => model.Sums.HasUnpriced).Select(model => model.Model ?? "(none)")];
}
