namespace Bursar.Ledger.Auditing;

/// <summary>Sources and causes as JSON and people have them.</summary>
public static class AuditWords
{
    /// <summary>Stands for figures that come from transcripts alone.</summary>
    public const string Transcript = "transcript";

    public static string Word(this ReportedSource source) => source switch
    {
        ReportedSource.CostState => "cost_state",
        ReportedSource.StatusLine => "status_line",
        _ => "cost_usd",
    };

    public static string Word(this GapCause cause) => cause.ToString().ToLowerInvariant();

    public static string Describe(this GapPart part) => part.Cause switch
    {
        GapCause.Background => part.IsInferred ? "calls that no transcript holds (inferred: nothing else can explain it)" : "calls that no transcript holds",
        GapCause.Unfinished => "responses whose final usage was never written",
        GapCause.Prices => "the client's own prices",
        GapCause.Unpriced => "no price in Bursar's table",
        GapCause.Carried => "counted by the client before: another session of its process, or this one before it was resumed",
        GapCause.Later => "responses since the client last told its total",
        GapCause.Untold => "responses of which the client told no cost",
        _ => "copied history, which belongs to the session it was copied from",
    };
}
