using Bursar.Ledger.Sqlite;
using Bursar.Transcripts;

namespace Bursar.Ledger.Ingest;

/// <summary>The ledger's account of transcripts: offsets and problems, moved in the same transaction as the rows.</summary>
internal sealed class FileTable(Database database)
{
    private const string Columns = "id, size, modified, offset, line, start, start_found, head, tail, reader, error, preceding, turn";

    private readonly Statement _find = database.Prepare($"SELECT {Columns} FROM files WHERE path = ?1");
    private readonly Statement _save = database.Prepare(
        """
        INSERT INTO files(path, size, modified, offset, line, start, start_found, head, tail, reader, error, preceding, turn) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT(path) DO UPDATE SET size = ?2, modified = ?3, offset = ?4, line = ?5, start = ?6, start_found = ?7, head = ?8, tail = ?9, reader = ?10, error = ?11, preceding = ?12, turn = ?13
        RETURNING id
        """);

    private readonly Statement _forgetProblems = database.Prepare("DELETE FROM problems WHERE file = ?1");
    private readonly Statement _addProblem = database.Prepare(
        """
        INSERT INTO problems(file, problem, count, first_line) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT(file, problem) DO UPDATE SET count = count + ?3, first_line = min(first_line, ?4)
        """);

    /// <summary>
    /// Size and time of every transcript that was read to its end: all that tells whether there is more, before every report.
    /// </summary>
    public Dictionary<string, (long Size, long Modified)> ReadSeen()
    {
        var seen = new Dictionary<string, (long, long)>((int)database.Scalar("SELECT max(id) FROM files"), StringComparer.Ordinal);
        using var all = database.Prepare($"SELECT path, size, modified FROM files WHERE reader = {FileState.CurrentReader} AND error IS NULL");
        while (all.Step())
        {
            seen.Add(all.Text(0)!, (all.Int64(1), all.Int64(2)));
        }

        return seen;
    }

    /// <summary>What is known of some transcripts.</summary>
    public Dictionary<string, FileState> Find(FoundTranscript[] transcripts)
    {
        var states = new Dictionary<string, FileState>(StringComparer.Ordinal);
        foreach (var transcript in transcripts)
        {
            if (Find(transcript.Path) is { } state)
            {
                states.Add(transcript.Path, state);
            }
        }

        return states;
    }

    /// <summary>The id of a transcript that was read by another ledger; it is read from the start if it turns up again.</summary>
    public long Remember(string path)
    {
        if (Find(path) is { } known)
        {
            return known.Id;
        }

        return Save(new Piece { Found = new FoundTranscript("", path, 0, 0), To = TranscriptPosition.Beginning }, known: null);
    }

    public FileState? Find(string path)
    {
        var state = _find.Bind(1, path).Step() ? Read(_find) : null;
        _find.Reset();
        return state;
    }

    /// <summary>Records how far a piece went.</summary>
    public long Save(Piece piece, FileState? known)
    {
        // Until the last piece is in, size and time of before say that there is more to read.
        // So does its reader where it is read anew, or could not be: whoever comes next begins again.
        var reader = known is not null && (piece.Error is not null || (piece.IsAnew && !piece.IsLast)) ? known.Reader : FileState.CurrentReader;
        var (size, modified) = piece.IsLast ? (piece.Found.Size, piece.Found.ModifiedTicks) : (-1, 0);
        _save.Bind(1, piece.Found.Path).Bind(2, size).Bind(3, modified)
            .Bind(4, piece.To.Offset).Bind(5, piece.To.Line).Bind(6, piece.To.Start).Bind(7, piece.To.IsStartFound ? 1 : 0)
            .Bind(8, (long)piece.Head).Bind(9, (long)piece.Tail).Bind(10, reader).Bind(11, piece.Error)
            .Bind(12, piece.To.Preceding == TranscriptPosition.UnknownTime ? null : piece.To.Preceding).Bind(13, piece.To.Turn).Step();
        var id = _save.Int64(0);
        _save.Reset();
        if (known is not null && piece.From == TranscriptPosition.Beginning && piece.Error is null)
        {
            _forgetProblems.Bind(1, id).Run();
        }

        foreach (var (problem, count, first) in piece.Problems.All)
        {
            _addProblem.Bind(1, id).Bind(2, (long)problem).Bind(3, count).Bind(4, first).Run();
        }

        return id;
    }

    private static FileState Read(Statement row) => new(row.Int64(0), row.Int64(1), row.Int64(2),
        new TranscriptPosition(row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6) != 0, row.Int64OrNull(11) ?? TranscriptPosition.UnknownTime, row.Text(12)), (ulong)row.Int64(7), (ulong)row.Int64(8), (int)row.Int64(9), row.Text(10));
}
