using Bursar.Transcripts;

namespace Bursar.Ledger.Ingest;

/// <summary>What the ledger knows of a transcript: how far it was read, and how to tell that it is still the same text.</summary>
internal sealed record FileState(long Id, long Size, long Modified, TranscriptPosition Position, ulong Head, ulong Tail, int Reader, string? Error)
{
    /// <summary>Raised when the reader learns to see more in a line; every transcript still there is then read again.</summary>
    public const int CurrentReader = 7;

    public bool IsUnchanged(in FoundTranscript found) => Size == found.Size && Modified == found.ModifiedTicks && Reader == CurrentReader && Error is null;
}
