namespace Bursar.Policy;

/// <summary>What a limit bounds. The values are stored in the ledger (overrides): never renumber.</summary>
public enum LimitKind
{
    /// <summary>Picodollars at list prices.</summary>
    Spend = 0,

    /// <summary>Tokens of prompts: uncached input, cache writes and cache reads.</summary>
    TokensIn = 1,

    TokensOut = 2,

    /// <summary>API responses of the main thread.</summary>
    Turns = 3,

    /// <summary>Tool calls of the main thread and all subagents; denied ones do not count.</summary>
    ToolCalls = 4,

    /// <summary>Seconds from a session's first activity on.</summary>
    WallTime = 5,
}

/// <summary>When a limit is judged.</summary>
public enum Enforcement
{
    /// <summary>The session is stopped as soon as the limit is breached.</summary>
    FailFast,

    /// <summary>Told at the end: SubagentStop, SessionEnd, verify.</summary>
    PostHoc,
}

public static class LimitKinds
{
    /// <summary>The keys of the policy file, in the order of <see cref="LimitKind"/>.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["maxSpendUSD", "maxTokensIn", "maxTokensOut", "maxTurns", "maxToolCalls", "maxWallTimeSeconds"];

    public static string Key(this LimitKind kind) => Keys[(int)kind];

    public static LimitKind? Parse(string key)
    {
        for (var i = 0; i < Keys.Count; i++)
        {
            if (string.Equals(Keys[i], key, StringComparison.Ordinal))
            {
                return (LimitKind)i;
            }
        }

        return null;
    }
}

public static class Enforcements
{
    public static IReadOnlyList<string> Words { get; } = ["fail-fast", "post-hoc"];

    public static string Word(this Enforcement enforcement) => Words[(int)enforcement];

    public static Enforcement? Parse(string? word) => word switch { "fail-fast" => Enforcement.FailFast, "post-hoc" => Enforcement.PostHoc, _ => null };
}
