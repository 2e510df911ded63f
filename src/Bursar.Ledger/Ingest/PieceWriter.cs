using System.Runtime.InteropServices;
using Bursar.Ledger.Sqlite;
using Bursar.Pricing;

namespace Bursar.Ledger.Ingest;

/// <summary>Writes pieces, several to a transaction, each with its offset.</summary>
internal sealed class PieceWriter(LedgerStore ledger, Pricer pricer)
{
    private readonly FileTable _files = new(ledger.Database);
    private readonly ResponseTable _responses = new(ledger.Database, ledger.Names, pricer);

    /// <summary>
    /// Writes the pieces in one transaction.
    /// </summary>
    /// <returns>How many of them fit the ledger; the others were read from an offset that another process has moved since.</returns>
    public int Write(List<Piece> pieces)
    {
        try
        {
            return ledger.Database.Write(() =>
            {
                Repricing.NoteWrite(ledger.Database, pricer);
                return pieces.Count(TryWrite);
            });
        }
        catch
        {
            ledger.Names.Clear();
            _responses.Clear();
            throw;
        }
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
        var refresh = known is not null && known.Reader != FileState.CurrentReader;
        var extra = CollectionsMarshal.AsSpan(piece.Responses.Extra);
        for (var i = 0; i < piece.Responses.Count; i++)
        {
            ref readonly var record = ref piece.Responses.Records[i];
            _responses.Put(piece.Responses.Key(i), record, extra.Slice(record.ExtraStart, record.ExtraCount), file, refresh);
        }

        return true;
    }
}
