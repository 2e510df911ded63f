namespace Bursar.Ledger.Auditing;

/// <summary>Why the client's figure and that of the transcripts differ.</summary>
public enum GapCause
{
    /// <summary>Calls that no transcript holds: titles, summaries, retries.</summary>
    Background,

    /// <summary>Output of responses whose final usage was never written.</summary>
    Unfinished,

    /// <summary>The client's own prices.</summary>
    Prices,

    /// <summary>The client prices what Bursar has no price for.</summary>
    Unpriced,

    /// <summary>Counted by the client's process before this session, or twice.</summary>
    Carried,

    /// <summary>Responses since the client last told its total.</summary>
    Later,

    /// <summary>Responses of which the client told no cost.</summary>
    Untold,

    /// <summary>Copied history, which belongs to the session that it was copied from.</summary>
    Forks,
}

/// <summary>A part of the gap.</summary>
/// <param name="Amount">Picodollars by which the client's figure is higher; null when that cannot be told.</param>
/// <param name="Model">The model it is about; null for all.</param>
/// <param name="Count">Responses that it is about; null where they cannot be counted.</param>
/// <param name="IsInferred">Not counted, but what is left when nothing else can explain it.</param>
public sealed record GapPart(GapCause Cause, Int128? Amount, string? Model = null, long? Count = null, bool IsInferred = false);

/// <summary>One model by both accounts.</summary>
/// <param name="Transcript">Picodollars of what has a price.</param>
/// <param name="Reported">Picodollars by the client; null where it told no models.</param>
public sealed record AuditedModel(string Model, Int128 Transcript, Int128? Reported);

/// <summary>A session's cost by its transcripts beside the client's own figure, and what lies between.</summary>
/// <param name="Transcript">Picodollars of what has a price.</param>
/// <param name="Reported">Null when the client told nothing.</param>
public sealed record SessionAudit(string Session, string? Project, Int128 Transcript, ReportedTotal? Reported, IReadOnlyList<GapPart> Parts, IReadOnlyList<AuditedModel> Models)
{
    /// <summary>Picodollars by which the client's figure is higher.</summary>
    public Int128? Gap => Reported?.Cost - Transcript;

    /// <summary>What no cause explains; with the parts it makes the gap.</summary>
    public Int128? Rest => Gap - Explained;

    public Int128 Explained => Parts.Aggregate(Int128.Zero, (sum, part) => sum + (part.Amount ?? 0));
}
