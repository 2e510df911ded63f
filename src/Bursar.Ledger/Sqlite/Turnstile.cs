using System.Collections.Concurrent;

namespace Bursar.Ledger.Sqlite;

/// <summary>
/// Lets the threads of this program that write one ledger go in the order in which they came, and keeps all but one of them
/// from waiting for a lock of the system, each on a thread of its own.
/// </summary>
internal sealed class Turnstile
{
    private static readonly ConcurrentDictionary<string, Turnstile> All = new(StringComparer.Ordinal);

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private bool _isTaken;

    /// <summary>The one of a ledger's file.</summary>
    public static Turnstile Of(string ledger) => All.GetOrAdd(ledger, _ => new Turnstile());

    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <returns>Whether its turn came in time.</returns>
    public bool Enter(TimeSpan patience)
    {
        LinkedListNode<Waiter> waiter;
        lock (_gate)
        {
            if (!_isTaken)
            {
                return _isTaken = true;
            }

            waiter = _waiting.AddLast(new Waiter());
        }

        waiter.Value.Await(patience);
        lock (_gate)
        {
            if (!waiter.Value.HasTurn)
            {
                _waiting.Remove(waiter);
            }

            return waiter.Value.HasTurn;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                next.Value.Give();
            }
            else
            {
                _isTaken = false;
            }
        }
    }

    private sealed class Waiter
    {
        private readonly object _gate = new();

        public bool HasTurn { get; private set; }

        public void Await(TimeSpan patience)
        {
            lock (_gate)
            {
                // Once is enough: nobody else pulses.
                if (!HasTurn)
                {
                    Monitor.Wait(_gate, patience);
                }
            }
        }

        public void Give()
        {
            lock (_gate)
            {
                HasTurn = true;
                Monitor.Pulse(_gate);
            }
        }
    }
}
