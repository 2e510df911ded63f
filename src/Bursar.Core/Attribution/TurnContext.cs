namespace Bursar.Attribution;

/// <summary>How a turn began. Stored in the ledger: numbers are never reused.</summary>
public enum TurnKind
{
    /// <summary>No prompt was seen, as in a transcript whose beginning is gone, or inside a subagent of an old client.</summary>
    Unknown = 0,

    /// <summary>A prompt of a human or of the program that drives the client.</summary>
    Prompt = 1,

    /// <summary>A typed <c>/command</c> or skill.</summary>
    Command = 2,

    /// <summary>A prompt that nobody typed: a scheduled task, a loop, a message of a channel.</summary>
    Scheduled = 3,
}

/// <summary>What a response stands in, as the lines before it tell.</summary>
/// <param name="Kind">How its turn began.</param>
/// <param name="Label">What an automatic prompt goes by, never its text.</param>
/// <param name="Skill">The skill at work in its own thread: the turn's command, or the skill called last in the turn.</param>
/// <param name="Answers">The tools whose results it is the first to read, as <see cref="ToolList"/> writes them.</param>
public readonly record struct TurnContext(TurnKind Kind, string? Label, string? Skill, string? Answers) : IComparable<TurnContext>
{
    /// <summary>More known before less, then by the texts, so that two accounts of one response have one order.</summary>
    public int CompareTo(TurnContext other)
    {
        var order = other.Kind.CompareTo(Kind);
        order = order != 0 ? order : string.CompareOrdinal(other.Label, Label);
        order = order != 0 ? order : string.CompareOrdinal(other.Skill, Skill);
        return order != 0 ? order : string.CompareOrdinal(other.Answers, Answers);
    }

    public static bool operator <(TurnContext left, TurnContext right) => left.CompareTo(right) < 0;

    public static bool operator >(TurnContext left, TurnContext right) => left.CompareTo(right) > 0;

    public static bool operator <=(TurnContext left, TurnContext right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TurnContext left, TurnContext right) => left.CompareTo(right) >= 0;
}
