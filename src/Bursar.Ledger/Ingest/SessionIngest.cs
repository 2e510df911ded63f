using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Ledger.Ingest;

/// <summary>
/// Brings one session's transcripts into the ledger inside the caller's transaction, new bytes only, on the caller's
/// thread: what a hook needs, without the machinery of a bulk ingest.
/// </summary>
public sealed class SessionIngest
{
    /// <summary>More than this is read in bulk first, in short transactions, so that others get their turn.</summary>
    private const long MaxInTransaction = 4_000_000;

    /// <summary>What is new at an event is seldom more; a longer line is read by itself.</summary>
    private const int BufferSize = 64 * 1024;

    private readonly LedgerStore _ledger;
    private readonly Pricer _pricer;
    private readonly FileTable _files;
    private PieceWriter? _writer;
    private readonly List<Piece> _pieces = [];
    private readonly FileReader _reader;

    public SessionIngest(LedgerStore ledger, Pricer pricer)
    {
        (_ledger, _pricer) = (ledger, pricer);
        _files = new FileTable(ledger.Database);
        _reader = new FileReader(() => new Piece(), _pieces.Add, BufferSize);
    }

    /// <summary>Whether a transcript has changed since it was read.</summary>
    public static bool HasNews(LedgerStore ledger, Catalog catalog) => LedgerStore.Guarded(ledger.Path, () =>
    {
        var files = new FileTable(ledger.Database);
        return catalog.Found.Any(file => file.Size > 0 && files.Find(file.Path)?.IsUnchanged(file) != true);
    });

    /// <summary>Outside a transaction: reads what is too much for one.</summary>
    public void CatchUp(Catalog catalog, CancellationToken cancellation)
    {
        var behind = catalog.Found.Sum(file => _files.Find(file.Path) is { } known && known.Reader == FileState.CurrentReader ? Math.Max(0, file.Size - known.Position.Offset) : file.Size);
        if (behind > MaxInTransaction)
        {
            new Ingestor(_ledger, _pricer).RunFound(catalog, cancellation);
        }
    }

    /// <summary>In a transaction of the caller.</summary>
    /// <returns>What could not be read.</returns>
    public IReadOnlyList<UnreadablePath> Run(Catalog catalog)
    {
        var unreadable = catalog.Unreadable.ToList();
        _pieces.Clear();
        foreach (var found in catalog.Found.Where(file => file.Size > 0))
        {
            var known = _files.Find(found.Path);
            if (known is null || !known.IsUnchanged(found))
            {
                _reader.Read(found, known);
            }
        }

        if (_pieces.Count > 0)
        {
            (_writer ??= new PieceWriter(_ledger, _pricer)).WriteInTransaction(_pieces);
            unreadable.AddRange(_pieces.Where(piece => piece.Error is not null).Select(piece => new UnreadablePath(piece.Found.Path, piece.Error!)));
        }

        return unreadable;
    }
}
