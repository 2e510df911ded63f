using System.Runtime.InteropServices;
using Bursar.Ledger.Rollups;
using Bursar.Pricing;

namespace Bursar.Ledger.Ingest;

/// <summary>Writes pieces, several to a transaction, each with its offset.</summary>
internal sealed class PieceWriter
{
    /// <summary>Up to this many rows in one transaction, the sums of sessions are moved row by row.</summary>
    private const int FewRows = 200;

    private readonly LedgerStore _ledger;
    private readonly Pricer _pricer;
    private readonly FileTable _files;
    private readonly RollupTable _rollups;
    private readonly ResponseTable _responses;
    private readonly ReportedTable _reported;
    private readonly RetiredKeys _retired;

    public PieceWriter(LedgerStore ledger, Pricer pricer)
    {
        (_ledger, _pricer) = (ledger, pricer);
        _files = new FileTable(ledger.Database);
        _rollups = new RollupTable(ledger.Database);
        _responses = new ResponseTable(ledger.Database, ledger.Names, pricer, _rollups);
        _reported = new ReportedTable(ledger.Database);
        _retired = new RetiredKeys(ledger.Database, _rollups);
    }

    /// <summary>
    /// Writes the pieces in one transaction.
    /// </summary>
    /// <returns>How many of them fit the ledger; the others were read from an offset that another process has moved since.</returns>
    public int Write(List<Piece> pieces)
    {
        try
        {
            return _ledger.Database.Write(() => WriteInTransaction(pieces));
        }
        catch
        {
            Undone();
            throw;
        }
    }

    /// <summary>The same inside a transaction of the caller, who calls <see cref="Undone"/> if it is rolled back.</summary>
    public int WriteInTransaction(List<Piece> pieces)
    {
        Repricing.NoteWrite(_ledger.Database, _pricer);
        _rollups.FollowsRows = pieces.Sum(piece => piece.Responses.Count) <= FewRows;
        var written = pieces.Count(TryWrite);
        _rollups.Flush();
        return written;
    }

    /// <summary>Forgets what a transaction that was rolled back had told.</summary>
    public void Undone()
    {
        _ledger.Names.Clear();
        _responses.Clear();
        _rollups.Clear();
    }

    private bool TryWrite(Piece piece)
    {
        if (piece.Found.Path is null)
        {
            return true;
        }

        var known = _files.Find(piece.Found.Path);
        if (known?.Position.Offset != piece.ExpectedOffset)
        {
            return false;
        }

        var file = _files.Save(piece, known);
        foreach (var line in piece.Responses.Retired)
        {
            _retired.Remove(line);
        }

        var extra = CollectionsMarshal.AsSpan(piece.Responses.Extra);
        for (var i = 0; i < piece.Responses.Count; i++)
        {
            ref readonly var record = ref piece.Responses.Records[i];
            _responses.Put(piece.Responses.Key(i), record, extra.Slice(record.ExtraStart, record.ExtraCount), file, piece.IsAnew ? Telling.Better : Telling.Usual);
        }

        if (piece.Responses.CostState is { } state)
        {
            _reported.Put(state, piece.Found.Path);
        }

        return true;
    }
}
