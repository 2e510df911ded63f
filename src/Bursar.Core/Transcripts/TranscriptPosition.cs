namespace Bursar.Transcripts;

/// <summary>How far a transcript has been read: always the start of a line.</summary>
public readonly record struct TranscriptPosition(long Offset, long Line, long Start)
{
    /// <summary>Stands for a transcript in which no timestamp was found yet; sorts after every real one.</summary>
    public const long UnknownStart = long.MaxValue;

    public static TranscriptPosition Beginning => new(0, 0, UnknownStart);
}
