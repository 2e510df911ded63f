using Bursar.Attribution;

namespace Bursar.Ledger.Reports;

/// <summary>Which responses a report is about. Names match whole if any does, else as a part.</summary>
/// <param name="Since">First day, in the report's zone.</param>
/// <param name="Until">Last day, included.</param>
public sealed record ReportFilter(DateOnly? Since = null, DateOnly? Until = null, string? Project = null, string? Model = null, string? Session = null)
{
    /// <summary>Whose work a response counts as, where a report asks for skills or actions.</summary>
    public ActionView View { get; init; }

    public static ReportFilter Everything { get; } = new();
}
