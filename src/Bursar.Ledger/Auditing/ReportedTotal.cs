using Bursar.Transcripts;

namespace Bursar.Ledger.Auditing;

/// <summary>Where the client told what a session cost.</summary>
public enum ReportedSource
{
    /// <summary>A <c>cost-state</c> line at its exit.</summary>
    CostState,

    /// <summary>The input of a status line.</summary>
    StatusLine,

    /// <summary><c>costUSD</c> on the lines of an old client.</summary>
    CostUsd,
}

/// <summary>The client's own figure for a session.</summary>
/// <param name="Cost">Picodollars as it told them; of several counts of a session their sum.</param>
/// <param name="Carried">What of it its process had counted before: in a session that <c>/clear</c> ended, or in an earlier count.</param>
/// <param name="At">When a status line last saw it change, in microseconds of UTC.</param>
/// <param name="Path">The transcript that holds its line.</param>
/// <param name="Line">The line's number.</param>
/// <param name="Models">What it said of each model.</param>
public sealed record ReportedTotal(ReportedSource Source, Int128 Cost, Int128 Carried, long? At, string? Path, long? Line, IReadOnlyList<ReportedUsage> Models)
{
    /// <summary>What it says of this session alone.</summary>
    public Int128 Own => Cost - Carried;
}
