namespace Bursar.Ledger.Reports;

/// <summary>Which responses a report is about. Names match whole if any does, else as a part.</summary>
/// <param name="Since">First day, in the report's zone.</param>
/// <param name="Until">Last day, included.</param>
public sealed record ReportFilter(DateOnly? Since = null, DateOnly? Until = null, string? Project = null, string? Model = null, string? Session = null)
{
    public static ReportFilter Everything { get; } = new();
}
