using System.Collections.Concurrent;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Ledger.Ingest;

/// <summary>How far an ingest has come.</summary>
public readonly record struct IngestProgress(long BytesDone, long BytesToRead);

/// <summary>What an ingest found and did.</summary>
/// <param name="Files">Transcripts that were found.</param>
/// <param name="FilesRead">Those with something new.</param>
/// <param name="BytesRead">New bytes.</param>
/// <param name="Unreadable">Folders and files that could not be read.</param>
public sealed record IngestResult(int Files, int FilesRead, long BytesRead, IReadOnlyList<UnreadablePath> Unreadable);

/// <summary>
/// Brings the ledger up to date: finds transcripts that changed, reads them in parallel from where it stopped, and writes
/// rows and offsets together in short transactions, so that other programs get their turn and a kill loses nothing.
/// </summary>
public sealed class Ingestor(LedgerStore ledger, Pricer pricer)
{
    /// <summary>Rows in flight: enough that the readers go on while a transaction is being written.</summary>
    private const int MaxRowsInFlight = 2 * MaxRowsPerTransaction;

    private const int MaxReaders = 8;

    /// <summary>Bytes of transcripts that leave a log worth moving before the ledger is closed.</summary>
    private const long LargeIngest = 64_000_000;

    /// <summary>
    /// Rows per transaction, which bounds how long another program waits for its turn (some 40 ms). Fewer would write the
    /// pages of the key's index, which every response touches at random, many times over.
    /// </summary>
    private const int MaxRowsPerTransaction = 4_000;

    /// <summary>Left to other writers between two transactions; they look for their turn every millisecond.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(2);

    /// <summary>How long a transaction waits to be filled while the readers are at work.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    /// <summary>How often files are read again because another process was quicker.</summary>
    private const int MaxRounds = 5;

    public IngestResult Run(IEnumerable<string> roots, Action<IngestProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(TranscriptCatalog.Find(roots), progress, cancellation);

    /// <summary>The same for transcripts that were found already.</summary>
    public IngestResult Run(Catalog catalog, Action<IngestProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(Task.FromResult(catalog), progress, cancellation);

    /// <summary>The same for transcripts that are being looked for.</summary>
    public IngestResult Run(Task<Catalog> catalog, Action<IngestProgress>? progress = null, CancellationToken cancellation = default) =>
        LedgerStore.Guarded(ledger.Path, () =>
        {
            Repricing.RunIfNeeded(ledger, pricer, cancellation);
            var result = ReadFound(catalog, progress, cancellation);
            Repricing.RunIfNeeded(ledger, pricer, cancellation);
            if (result.BytesRead > LargeIngest)
            {
                ledger.CheckpointInBackground();
            }

            return result;
        });

    public static bool IsPricedBy(LedgerStore ledger, PriceTable prices) => LedgerStore.Guarded(ledger.Path, () => Repricing.IsCurrent(ledger, prices));

    /// <summary>Lays the prices in force over the ledger if they are others than it holds.</summary>
    public static void Reprice(LedgerStore ledger, Pricer pricer, CancellationToken cancellation) => LedgerStore.Guarded(ledger.Path, () =>
    {
        Repricing.RunIfNeeded(ledger, pricer, cancellation);
        return 0;
    });

    /// <summary>Reads without a look at prices of what is in the ledger already.</summary>
    internal IngestResult RunFound(Catalog catalog, CancellationToken cancellation) => ReadFound(Task.FromResult(catalog), progress: null, cancellation);

    private IngestResult ReadFound(Task<Catalog> looking, Action<IngestProgress>? progress, CancellationToken cancellation)
    {
        var table = new FileTable(ledger.Database);
        var seen = table.ReadSeen();
        var catalog = looking.GetAwaiter().GetResult();
        var found = catalog.Found;
        var unreadable = catalog.Unreadable.ToList();
        long bytes = 0;
        var read = 0;
        for (var round = 0; round < MaxRounds; round++)
        {
            // What has no size holds nothing; a pipe has none either, and opening one could wait for ever.
            var changed = new List<FoundTranscript>();
            foreach (var file in found)
            {
                if (file.Size > 0 && !(seen.TryGetValue(file.Path, out var state) && state == (file.Size, file.ModifiedTicks)))
                {
                    changed.Add(file);
                }
            }
            if (changed.Count == 0)
            {
                break;
            }

            // The largest first, so that no thread is left alone with one at the end.
            changed.Sort((a, b) => b.Size.CompareTo(a.Size));
            read = Math.Max(read, changed.Count);
            FoundTranscript[] toRead = [.. changed];
            var refused = ReadAndWrite(toRead, table.Find(toRead), unreadable, ref bytes, progress, cancellation);
            if (refused == 0)
            {
                break;
            }

            seen = table.ReadSeen();
        }

        return new IngestResult(found.Count, read, bytes, unreadable);
    }

    private int ReadAndWrite(FoundTranscript[] changed, Dictionary<string, FileState> states, List<UnreadablePath> unreadable, ref long bytes, Action<IngestProgress>? progress, CancellationToken cancellation)
    {
        ledger.WritesMuch();
        var ready = new PieceQueue();
        var free = new ConcurrentBag<Piece>();
        var budget = new RowBudget(MaxRowsInFlight);
        var readers = StartReaders(changed, states, free, ready, budget);
        try
        {
            return WriteAll(changed, states, free, ready, budget, unreadable, ref bytes, progress, cancellation);
        }
        finally
        {
            budget.Close();
            try
            {
                readers.Wait(CancellationToken.None);
            }
            catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OperationCanceledException))
            {
                // The writer failed or the user interrupted; that is what is told.
            }
        }
    }

    private static Task StartReaders(FoundTranscript[] changed, Dictionary<string, FileState> states, ConcurrentBag<Piece> free, PieceQueue ready, RowBudget budget)
    {
        var next = -1;
        void ReadNext()
        {
            ReaderPriority.Yield();
            var reader = new FileReader(
                () => free.TryTake(out var piece) ? piece : new Piece(),
                piece =>
                {
                    budget.Take(piece.Weight);
                    ready.Add(piece);
                });
            for (var i = Interlocked.Increment(ref next); i < changed.Length; i = Interlocked.Increment(ref next))
            {
                reader.Read(changed[i], states.GetValueOrDefault(changed[i].Path));
            }
        }

        var threads = Math.Clamp(Environment.ProcessorCount, 1, Math.Min(MaxReaders, changed.Length));
        var readers = Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(ReadNext, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return readers.ContinueWith(
            task =>
            {
                ready.Complete();
                task.GetAwaiter().GetResult();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private int WriteAll(FoundTranscript[] changed, Dictionary<string, FileState> states, ConcurrentBag<Piece> free, PieceQueue ready, RowBudget budget, List<UnreadablePath> unreadable, ref long bytes, Action<IngestProgress>? progress, CancellationToken cancellation)
    {
        var writer = new PieceWriter(ledger, pricer);
        var garbage = new YoungGarbage();
        var toRead = changed.Sum(file => Math.Max(0, file.Size - (states.GetValueOrDefault(file.Path)?.Position.Offset ?? 0)));
        var done = 0;
        var refused = 0;
        var pieces = new List<Piece>();
        while (ready.TryTake(out var piece, Timeout.InfiniteTimeSpan, cancellation))
        {
            var rows = 0;
            do
            {
                pieces.Add(piece);
                rows += piece.Weight;
            }
            while (rows < MaxRowsPerTransaction && ready.TryTake(out piece, Gathering, CancellationToken.None));

            refused += pieces.Count - writer.Write(pieces);
            foreach (var written in pieces)
            {
                bytes += Math.Max(0, written.To.Offset - written.From.Offset);
                done += written.IsLast ? 1 : 0;
                if (written.Error is { } error)
                {
                    unreadable.Add(new UnreadablePath(written.Found.Path, error));
                }

                written.Clear();
                free.Add(written);
            }

            budget.Return(rows);
            pieces.Clear();
            garbage.ClearIfMuch();
            progress?.Invoke(new IngestProgress(bytes, toRead));
            if (!ready.IsDone)
            {
                cancellation.WaitHandle.WaitOne(Turn);
            }
        }

        return refused;
    }
}
