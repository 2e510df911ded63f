using System.Diagnostics.CodeAnalysis;

namespace Bursar.Ledger.Ingest;

/// <summary>
/// Pieces on their way from the readers to the writer. A plain lock and no spinning: where there are more threads than
/// cores, a writer that spins takes the time from the readers it waits for.
/// </summary>
internal sealed class PieceQueue
{
    private readonly Queue<Piece> _pieces = [];
    private bool _isComplete;

    /// <summary>Whether all pieces have been taken and no more will come.</summary>
    public bool IsDone
    {
        get
        {
            lock (_pieces)
            {
                return _isComplete && _pieces.Count == 0;
            }
        }
    }

    public void Add(Piece piece)
    {
        lock (_pieces)
        {
            _pieces.Enqueue(piece);
            Monitor.Pulse(_pieces);
        }
    }

    /// <summary>No more will come.</summary>
    public void Complete()
    {
        lock (_pieces)
        {
            _isComplete = true;
            Monitor.PulseAll(_pieces);
        }
    }

    /// <summary>Waits for a piece; false when none will come, or none came in time.</summary>
    public bool TryTake([MaybeNullWhen(false)] out Piece piece, TimeSpan patience, CancellationToken cancellation = default)
    {
        using var wake = cancellation.UnsafeRegister(static queue => ((PieceQueue)queue!).Wake(), this);
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        lock (_pieces)
        {
            while (!_pieces.TryDequeue(out piece))
            {
                cancellation.ThrowIfCancellationRequested();
                var left = patience == Timeout.InfiniteTimeSpan ? patience : patience - clock.GetElapsedTime(started);
                if (_isComplete || (left <= TimeSpan.Zero && patience != Timeout.InfiniteTimeSpan))
                {
                    return false;
                }

                Monitor.Wait(_pieces, left);
            }

            return true;
        }
    }

    private void Wake()
    {
        lock (_pieces)
        {
            Monitor.PulseAll(_pieces);
        }
    }
}
