namespace Bursar.Ledger.Ingest;

/// <summary>
/// How many rows may wait to be written: bounds memory when reading is faster than writing. Rows are counted, not pieces,
/// because a piece holds anything from no row to thousands.
/// </summary>
internal sealed class RowBudget(int max)
{
    private readonly object _turn = new();
    private int _used;
    private bool _closed;

    /// <summary>Waits until there is room. A piece larger than the budget goes through alone.</summary>
    public void Take(int rows)
    {
        lock (_turn)
        {
            while (!_closed && _used > 0 && _used + rows > max)
            {
                Monitor.Wait(_turn);
            }

            if (_closed)
            {
                throw new OperationCanceledException();
            }

            _used += rows;
        }
    }

    public void Return(int rows)
    {
        lock (_turn)
        {
            _used -= rows;
            Monitor.PulseAll(_turn);
        }
    }

    /// <summary>Ends all waiting: the writer takes no more.</summary>
    public void Close()
    {
        lock (_turn)
        {
            _closed = true;
            Monitor.PulseAll(_turn);
        }
    }
}
