using Bursar.Transcripts;

namespace Bursar.Ledger.Ingest;

/// <summary>Reads one transcript from where the ledger stands, as pieces small enough for a short transaction.</summary>
internal sealed class FileReader(Func<Piece> rent, Action<Piece> send, int bufferSize = TranscriptReader.DefaultBufferSize)
{
    /// <summary>About ten milliseconds of writing.</summary>
    private const int MaxResponses = 2_000;

    private const int MinBuffer = 8 * 1024;

    private TranscriptReader? _reader;

    public void Read(FoundTranscript found, FileState? known)
    {
        if (TranscriptFile.FromPath(found.Projects, found.Path) is not { } file)
        {
            return;
        }

        Piece? piece = null;
        try
        {
            using var handle = File.OpenHandle(found.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var expected = known?.Position.Offset;
            var position = CanGoOn(handle, found, known) ? known!.Position : TranscriptPosition.Beginning;
            // What is new at an event is mostly one line of a few kilobytes.
            _reader ??= new TranscriptReader((int)Math.Clamp(found.Size - position.Offset, MinBuffer, bufferSize));
            var atEnd = false;
            while (!atEnd)
            {
                piece = rent();
                (piece.Found, piece.ExpectedOffset, piece.From) = (found, expected, position);
                (piece.To, atEnd) = _reader.Read(handle, file, position, piece.Responses, piece.Problems, MaxResponses, found.Size);
                (piece.Head, piece.Tail) = Fingerprint.Of(handle, piece.To.Offset);
                (piece.IsLast, piece.IsAnew) = (atEnd, known is not null && known.Reader != FileState.CurrentReader);
                (position, expected) = (piece.To, piece.To.Offset);
                send(piece);
                piece = null;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Gone between being listed and being opened: what was read stays, there is nothing more to read.
            Drop(piece);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            piece ??= rent();
            piece.Clear();
            (piece.Found, piece.ExpectedOffset, piece.From, piece.To, piece.Error) = (found, known?.Position.Offset, known?.Position ?? TranscriptPosition.Beginning, known?.Position ?? TranscriptPosition.Beginning, e.Message);
            (piece.Head, piece.Tail, piece.IsLast, piece.IsAnew) = (known?.Head ?? 0, known?.Tail ?? 0, false, false);
            send(piece);
        }
    }

    private static bool CanGoOn(Microsoft.Win32.SafeHandles.SafeFileHandle handle, in FoundTranscript found, FileState? known)
    {
        // The same size at another time is a rewrite in place: nothing was added, something may have changed.
        if (known is null || known.Reader != FileState.CurrentReader || found.Size < known.Position.Offset || (found.Size == known.Size && found.ModifiedTicks != known.Modified))
        {
            return false;
        }

        return known.Position.Offset == 0 || Fingerprint.Of(handle, known.Position.Offset) == (known.Head, known.Tail);
    }

    private void Drop(Piece? piece)
    {
        if (piece is not null)
        {
            piece.Clear();
            piece.Found = default;
            piece.IsLast = false;
            send(piece);
        }
    }
}
