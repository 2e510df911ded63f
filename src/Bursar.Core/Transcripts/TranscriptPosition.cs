namespace Bursar.Transcripts;

/// <summary>How far a transcript has been read: always the start of a line.</summary>
/// <param name="Offset">In bytes.</param>
/// <param name="Line">Lines before it.</param>
/// <param name="Start">When the transcript began, as far as the lines before tell.</param>
/// <param name="IsStartFound">Whether later lines cannot change <paramref name="Start"/>.</param>
public readonly record struct TranscriptPosition(long Offset, long Line, long Start, bool IsStartFound)
{
    /// <summary>No timestamp was seen yet.</summary>
    public const long NoTimestamp = long.MinValue;

    /// <summary>The start of a transcript that shows no timestamp; later than every other.</summary>
    public const long UnknownStart = long.MaxValue;

    public static TranscriptPosition Beginning => new(0, 0, NoTimestamp, IsStartFound: false);
}
