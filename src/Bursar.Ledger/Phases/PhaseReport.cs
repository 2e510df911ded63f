using Bursar.Ledger.Reports;

namespace Bursar.Ledger.Phases;

/// <summary>Which phases a report is about.</summary>
/// <param name="Session">One session, or null for every session that has phases in the period.</param>
/// <param name="Since">Phases that began at or after this instant, in microseconds of UTC.</param>
/// <param name="Until">Phases that began before this instant.</param>
public sealed record PhaseFilter(string? Session = null, long Since = long.MinValue, long Until = long.MaxValue)
{
    public static PhaseFilter Everything { get; } = new();
}

/// <summary>One phase, in all sessions that the report is about.</summary>
/// <param name="Id">The phase's number in the ledger.</param>
/// <param name="Key">The caller's own id, if it has one.</param>
/// <param name="Parent">The id of the phase around it, or null.</param>
/// <param name="Depth">How many phases are around it.</param>
/// <param name="Sessions">The sessions it is made of.</param>
/// <param name="Ended">Null while some stretch of it is open.</param>
/// <param name="Duration">Its stretches together; an open one lasts until its session's last response.</param>
/// <param name="Whole">What was used while it was open, phases inside it included.</param>
/// <param name="Own">What was used outside phases inside it. The own shares and the rest add up to the totals.</param>
/// <param name="Models"><paramref name="Whole"/> by model, the costliest first.</param>
/// <param name="IsPartial">It has stretches in sessions that the report is not about, so that its estimate is of more than is shown.</param>
public sealed record PhaseRow(long Id, string? Key, string Name, long? Parent, int Depth, IReadOnlyList<string> Sessions, DateTimeOffset Started, DateTimeOffset? Ended,
    TimeSpan Duration, UsageSums Whole, UsageSums Own, IReadOnlyList<ModelUsage> Models, PhaseEstimate Estimate, bool IsPartial)
{
    /// <summary>Actual less estimated, in picodollars; null without an estimate of the whole that is shown, and where a part of it has no price.</summary>
    public Int128? DeltaCost => IsPartial || Whole.HasUnpriced || Estimate.Cost is not { } cost ? null : Whole.Cost - cost;

    public long? DeltaTokens => IsPartial || Estimate.Tokens is not { } tokens ? null : Whole.Total - tokens;

    /// <summary>Actual by estimated, of the cost, or of the tokens if only these were estimated.</summary>
    public double? Ratio => IsPartial ? null
        : Estimate.Cost is { } cost ? (Whole.HasUnpriced ? null : (double)Whole.Cost / cost)
        : Estimate.Tokens is { } tokens ? (double)Whole.Total / tokens
        : null;
}

/// <summary>Phases in the order in which they began, each followed by those inside it; what belongs to none; and all of it.</summary>
/// <param name="Rest">What the sessions used outside any phase.</param>
/// <param name="Totals">Everything that the sessions used, subagents included.</param>
public sealed record PhaseReport(IReadOnlyList<PhaseRow> Phases, UsageSums Rest, IReadOnlyList<ModelUsage> RestModels, UsageSums Totals, IReadOnlyList<ModelUsage> Models, IReadOnlyList<string> Sessions)
{
    public static PhaseReport Build(LedgerStore ledger, PhaseFilter filter) => LedgerStore.Guarded(ledger.Path, () => ledger.Database.Read(() => new PhaseReportBuilder(ledger).Build(filter)));
}
