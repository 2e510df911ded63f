namespace Bursar.Anomalies;

/// <summary>What is out of the ordinary about it. The words stand in JSON: never rename.</summary>
public enum FindingKind
{
    Spike,
    Loop,
    ContextGrowth,
    RunawaySubagent,
    CacheRewrite,
}

public static class FindingKinds
{
    public static IReadOnlyList<string> Words { get; } = ["spike", "loop", "context_growth", "runaway_subagent", "cache_rewrite"];

    public static string Word(this FindingKind kind) => Words[(int)kind];
}

public enum Severity
{
    Notice,
    Warning,
    Critical,
}

/// <summary>One thing out of the ordinary.</summary>
/// <param name="Of">What kind of thing it is about: <c>session</c>, <c>hour</c>, <c>day</c>, <c>skill</c>, <c>thread</c>, <c>subagent</c>.</param>
/// <param name="Subject">Which: a session's or subagent's id, a skill's name, a local day or hour.</param>
/// <param name="Session">The session it happened in; null for a day or an hour.</param>
/// <param name="AgentId">The subagent it happened in; null in the main thread.</param>
/// <param name="From">Microseconds of UTC: when it began.</param>
/// <param name="Until">When it was last seen.</param>
/// <param name="Cost">Picodollars of it.</param>
/// <param name="Count">Repeats, responses or tokens, by the kind; null for a spike.</param>
/// <param name="ExpectedCost">Picodollars that its own history would have led to expect; null where nothing is to be expected.</param>
/// <param name="Why">One sentence.</param>
public sealed record Finding(FindingKind Kind, string Of, string Subject, string? Session, string? AgentId, long From, long Until, Int128 Cost, long? Count, Int128? ExpectedCost, string Why, Severity Severity)
{
    /// <summary>Tells it from others of its kind and thread: the call's hash, or when it happened.</summary>
    public long Mark { get; init; }
}
