using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;
using Bursar.Pricing;

namespace Bursar.Ledger.Ingest;

/// <summary>Goes over all responses once, some thousand per transaction: new costs, and the sums of them.</summary>
internal sealed class RepricingPass : IDisposable
{
    // After those of RollupTable.Columns.
    private const int Id = 20, ServiceTier = 21, Speed = 22, InferenceGeo = 23;

    private readonly LedgerStore _ledger;
    private readonly Pricer _pricer;
    private readonly int _chunk;
    private readonly LookupFunction _costs;
    private readonly Statement _rows, _setCosts, _setUnpriced;
    private readonly RollupTable _rollups;
    private readonly AddedSums _sums = new();
    private long? _version;
    private bool _isOther;

    public RepricingPass(LedgerStore ledger, Pricer pricer, int chunk)
    {
        (_ledger, _pricer, _chunk) = (ledger, pricer, chunk);
        var database = ledger.Database;
        _costs = new LookupFunction(database, "new_cost", chunk);
        _rows = database.Prepare($"SELECT {RollupTable.Columns}, id, service_tier, speed, inference_geo FROM responses WHERE id > ?1 AND id <= ?2");
        _setCosts = database.Prepare("UPDATE responses SET cost = new_cost(id) WHERE id > ?1 AND id <= ?2 AND cost IS NOT new_cost(id)");
        _setUnpriced = database.Prepare("UPDATE responses SET unpriced = ?2 WHERE id = ?1");
        _rollups = new RollupTable(database);
    }

    /// <summary>Prices a chunk of rows. In a write transaction.</summary>
    /// <param name="from">The id before the first.</param>
    public void Run(long from)
    {
        _version ??= _ledger.DataVersion;
        _costs.First = from + 1;
        var names = _ledger.Names;
        var hasOtherCosts = false;
        _rows.Bind(1, from).Bind(2, from + _chunk);
        while (_rows.Step())
        {
            var price = _pricer.Price(names.Name(_rows.Int64OrNull(4)), _rows.Int64OrNull(1), RollupTable.UsageOf(_rows),
                names.Name(_rows.Int64OrNull(ServiceTier)), names.Name(_rows.Int64OrNull(Speed)), names.Name(_rows.Int64OrNull(InferenceGeo)));
            long? cost = price.IsKnown ? price.Pico : null;
            var isOtherCost = cost != _rows.Int64OrNull(RollupTable.CostColumn);
            if ((long)price.Unpriced != _rows.Int64(RollupTable.UnpricedColumn))
            {
                _setUnpriced.Bind(1, _rows.Int64(Id)).Bind(2, (long)price.Unpriced).Run();
                _isOther = true;
                _rollups.Touch(_rows.Int64(0), _rows.Int64OrNull(1));
            }
            else if (isOtherCost)
            {
                _rollups.Touch(_rows.Int64(0), _rows.Int64OrNull(1));
            }

            hasOtherCosts |= isOtherCost;
            _costs[_rows.Int64(Id)] = cost ?? long.MinValue;
            _sums.Add(_rows, cost ?? 0, isUnpriced: cost is null);
        }

        if (hasOtherCosts)
        {
            _setCosts.Bind(1, from).Bind(2, from + _chunk).Run();
            _isOther = true;
        }

        _rollups.Flush();
    }

    /// <summary>After the last chunk, and in its transaction.</summary>
    public void LaySums()
    {
        // If nobody else wrote since the first row was read, these are the sums of what stands there now; else whoever asks
        // makes them.
        if (_isOther && _version == _ledger.DataVersion)
        {
            RollupTable.Replace(_ledger.Database, _sums);
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _setCosts.Dispose();
        _setUnpriced.Dispose();
        _costs.Dispose();
    }
}
