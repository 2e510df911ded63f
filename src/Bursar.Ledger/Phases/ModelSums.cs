using Bursar.Ledger.Reports;

namespace Bursar.Ledger.Phases;

/// <summary>Counters by model.</summary>
internal sealed class ModelSums
{
    private const long NoModel = long.MinValue;

    private readonly Dictionary<long, UsageSums> _models = [];

    public UsageSums Total
    {
        get
        {
            var total = new UsageSums();
            foreach (var sums in _models.Values)
            {
                total.Add(sums);
            }

            return total;
        }
    }

    public void Add(in UsageRow row)
    {
        if (!_models.TryGetValue(row.Model ?? NoModel, out var sums))
        {
            _models.Add(row.Model ?? NoModel, sums = new UsageSums());
        }

        sums.Add(row);
    }

    public IReadOnlyList<ModelUsage> Models(NameTable names) => [.. _models.Select(entry => new ModelUsage(names.Name(entry.Key == NoModel ? null : entry.Key), entry.Value))
        .OrderByDescending(entry => entry.Sums.Cost).ThenByDescending(entry => entry.Sums.Total).ThenBy(entry => entry.Model, StringComparer.Ordinal)];
}
