namespace Bursar.Transcripts;

/// <summary>How far a transcript has been read: always the start of a line.</summary>
/// <param name="Offset">In bytes.</param>
/// <param name="Line">Lines before it.</param>
/// <param name="Start">When the transcript began, as far as the lines before tell.</param>
/// <param name="IsStartFound">Whether later lines cannot change <paramref name="Start"/>.</param>
/// <param name="Preceding">When the last line of the conversation before it was written, or <see cref="UnknownTime"/>.</param>
/// <param name="Turn">Where the conversation stands, as <see cref="TurnState"/> writes it.</param>
public readonly record struct TranscriptPosition(long Offset, long Line, long Start, bool IsStartFound, long Preceding, string? Turn = null)
{
    /// <summary>No timestamp was seen yet.</summary>
    public const long NoTimestamp = long.MinValue;

    /// <summary>The start of a transcript that shows no timestamp; later than every other.</summary>
    public const long UnknownStart = long.MaxValue;

    /// <summary>Stands for a time that nothing tells; later than every other.</summary>
    public const long UnknownTime = long.MaxValue;

    public static TranscriptPosition Beginning => new(0, 0, NoTimestamp, IsStartFound: false, UnknownTime);
}
