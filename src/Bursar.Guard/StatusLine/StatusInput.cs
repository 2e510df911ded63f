namespace Bursar.Guard.StatusLine;

/// <summary>How much of a subscription's window is used.</summary>
/// <param name="Used">Thousandths of a percent.</param>
/// <param name="ResetsAt">Microseconds of UTC; null when it is not told.</param>
public sealed record PlanUse(long Used, long? ResetsAt);

/// <summary>
/// What the client writes to a status line's standard input, as far as Bursar needs it. Every field may be missing, null or of
/// another type, and the text may end anywhere: what can be read is taken, the rest is null.
/// </summary>
public sealed record StatusInput
{
    public string? SessionId { get; init; }

    public string? TranscriptPath { get; init; }

    public string? Cwd { get; init; }

    public string? ProjectDir { get; init; }

    public string? ModelId { get; init; }

    public string? ModelName { get; init; }

    /// <summary>The client's version.</summary>
    public string? Version { get; init; }

    /// <summary>Picodollars at list prices, by the client's own account of its process, background calls included.</summary>
    public long? TotalCost { get; init; }

    /// <summary>Milliseconds since the process began to count.</summary>
    public long? Duration { get; init; }

    /// <summary>Milliseconds that it waited for the API.</summary>
    public long? ApiDuration { get; init; }

    /// <summary>Thousandths of a percent of the context window.</summary>
    public long? ContextUsed { get; init; }

    /// <summary>Only for subscribers.</summary>
    public PlanUse? FiveHour { get; init; }

    public PlanUse? SevenDay { get; init; }

    /// <summary>Why it is no whole input of the client; null when it is one.</summary>
    public string? Fault { get; init; }

    /// <summary>The folder whose policies apply.</summary>
    public string? Project => ProjectDir ?? Cwd;
}
