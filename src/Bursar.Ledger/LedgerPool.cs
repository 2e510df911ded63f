using System.Collections.Concurrent;
using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger;

/// <summary>
/// Ledgers that stay open between events, for a program that answers many: opening one takes about as long as an answer, and
/// while one is open, the hooks beside it need not make and remove its log. A ledger that was renewed, removed or brought up
/// to date by a newer program meanwhile is opened anew.
/// </summary>
/// <param name="maxIdle">As many as are in use at once, mostly.</param>
public sealed class LedgerPool(int maxIdle = 2) : IDisposable
{
    private readonly ConcurrentBag<LedgerStore> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Does work on a ledger that nobody else uses meanwhile.</summary>
    /// <param name="path">The ledger's file.</param>
    /// <param name="busyTimeout">How long to wait for a lock that nobody moves.</param>
    /// <param name="queueTimeout">How long to wait in all while others write before.</param>
    public T With<T>(string path, TimeSpan busyTimeout, TimeSpan queueTimeout, Func<LedgerStore, T> work)
    {
        var ledger = Rent(path, new Patience(busyTimeout, queueTimeout));
        var isWell = false;
        try
        {
            var result = work(ledger);
            isWell = true;
            return result;
        }
        catch (SqliteError error)
        {
            // What opening it anew would have met.
            throw LedgerErrors.Explain(error);
        }
        finally
        {
            // After a failure it is not known what state it is in.
            if (isWell && !_isDisposed && !OperatingSystem.IsWindows() && _idle.Count < maxIdle)
            {
                ledger.Rest();
                _idle.Add(ledger);
            }
            else
            {
                ledger.Dispose();
            }
        }
    }

    private LedgerStore Rent(string path, Patience patience)
    {
        while (_idle.TryTake(out var ledger))
        {
            if (ledger.Path == path && ledger.CanGoOn(patience))
            {
                return ledger;
            }

            ledger.Dispose();
        }

        return LedgerStore.Open(path, patience.Standing, patience.Moving);
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out var ledger))
        {
            ledger.Dispose();
        }
    }
}
