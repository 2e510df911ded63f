using Bursar.Transcripts;

namespace Bursar.Ledger.Ingest;

/// <summary>
/// What was read of one transcript in one go, to be written as a whole. Reused: the batch keeps its memory.
/// </summary>
internal sealed class Piece
{
    public FoundTranscript Found { get; set; }

    /// <summary>The offset that the ledger must still hold, or null if the transcript must still be new to it.</summary>
    public long? ExpectedOffset { get; set; }

    public TranscriptPosition From { get; set; }

    public TranscriptPosition To { get; set; }

    public ulong Head { get; set; }

    public ulong Tail { get; set; }

    /// <summary>An earlier reader read the transcript, and this one begins anew: what it says of the same line holds.</summary>
    public bool IsAnew { get; set; }

    /// <summary>The last piece of this transcript for now: its size and time are recorded as read.</summary>
    public bool IsLast { get; set; }

    /// <summary>Why the transcript could not be read at all.</summary>
    public string? Error { get; set; }

    public ResponseBatch Responses { get; } = new();

    public LineProblemCounts Problems { get; } = new();

    /// <summary>What the piece costs to hold and to write, in rows; one without responses still moves an offset.</summary>
    public int Weight => Responses.Count + 4;

    public void Clear()
    {
        Responses.Clear();
        Problems.Clear();
        Error = null;
    }
}
