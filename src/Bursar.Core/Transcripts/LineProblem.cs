namespace Bursar.Transcripts;

/// <summary>Why a line could not be used. The values are stored in the ledger: never renumber.</summary>
public enum LineProblem
{
    None = 0,

    /// <summary>Not a JSON object, or cut short in the middle.</summary>
    NotJson = 1,

    /// <summary>A token counter that is negative, fractional, too large or no number.</summary>
    BadNumber = 2,

    /// <summary>Used, but without a timestamp that can be read: it belongs to no day.</summary>
    NoTimestamp = 3,

    /// <summary>Used, but with an iteration of a kind this version does not know, which it took to be part of the sums.</summary>
    UnknownIteration = 4,

    /// <summary>Longer than what can be held in memory.</summary>
    TooLong = 5,
}

public static class LineProblems
{
    /// <summary>What a person is told.</summary>
    public static string Describe(this LineProblem problem) => problem switch
    {
        LineProblem.NotJson => "not a complete JSON object",
        LineProblem.BadNumber => "a counter that is negative, fractional, no number, or larger than any response's (1,000,000,000 tokens, 1,000,000 searches)",
        LineProblem.NoTimestamp => "counted, but without a readable timestamp: in no day",
        LineProblem.UnknownIteration => "counted, with an iteration of a kind this version does not know",
        LineProblem.TooLong => "longer than 1 GB",
        _ => problem.ToString(),
    };

    /// <summary>Whether the line's usage is missing from the totals.</summary>
    public static bool LosesUsage(this LineProblem problem) => problem is LineProblem.NotJson or LineProblem.BadNumber or LineProblem.TooLong;
}
