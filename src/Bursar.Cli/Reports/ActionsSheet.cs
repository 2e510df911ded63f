using System.Globalization;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Actions;
using Bursar.Transcripts;

namespace Bursar.Cli.Reports;

/// <summary>Actions as a sheet; as CSV by the names of the JSON.</summary>
internal static class ActionsSheet
{
    private const int ShortId = 8;

    private static readonly Column[] ForPeople =
    [
        new("Session", "session_id", IsNumber: false),
        new("First", "timestamp", IsNumber: false, IsWide: true),
        new("Type", "action_type", IsNumber: false),
        new("Name", "action_name", IsNumber: false, Wraps: true),
        new("Model", "model", IsNumber: false),
        .. ReportSheet.Counters,
    ];

    private static readonly Column[] ForPrograms =
    [
        .. ((string[])[
            "timestamp", "session_id", "action_type", "action_name", "input_tokens", "output_tokens", "model", "estimated_cost", "cache_creation_input_tokens", "cache_creation_5m_tokens",
            "cache_creation_1h_tokens", "cache_read_input_tokens", "last_timestamp", "messages", "is_floor", "unpriced_tokens"]).Select(key => new Column(key, key)),
    ];

    public static Sheet Create(ActionReport report, IReadOnlyList<ActionRow> rows, ReportRequest request)
    {
        if (request.Form == SheetForm.Csv)
        {
            return new Sheet("", ForPrograms, [.. rows.Select(Csv)], []);
        }

        var sheet = rows.Select(row => new SheetRow(
        [
            new Cell(row.SessionId[..Math.Min(ShortId, row.SessionId.Length)], row.SessionId),
            Cell.Of(row.First is { } first ? request.Time.At(Timestamp.Of(first)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : ReportSheet.None),
            Cell.Of(ActionTypes.Name(row.Type)), Cell.Of(row.Name ?? ""),
            Cell.Of(ReportSheet.ShortModel(row.Model)), .. ReportSheet.Cells(row.Sums, isCsv: false),
        ])).ToList();
        sheet.Add(new SheetRow([Cell.Of("Total"), .. Enumerable.Repeat(Cell.Empty, 4), .. ReportSheet.Cells(report.Totals, isCsv: false)], RowKind.Total));
        return new Sheet("", ForPeople, sheet, ReportSheet.Notes(report.Totals, report.Models));
    }

    private static SheetRow Csv(ActionRow row) => new(
    [
        Instant(row.First), Cell.Of(row.SessionId), Cell.Of(ActionTypes.Name(row.Type)), Cell.Of(row.Name ?? ""), Numbers.Count(row.Sums.Input), Numbers.Count(row.Sums.Output),
        Cell.Of(row.Model ?? ""), Numbers.Cost(row.Sums.Cost), Numbers.Count(row.Sums.CacheWrite), Numbers.Count(row.Sums.CacheWrite5m), Numbers.Count(row.Sums.CacheWrite1h),
        Numbers.Count(row.Sums.CacheRead), Instant(row.Last), Numbers.Count(row.Sums.Messages), Cell.Of(row.Sums.IsFloor ? "true" : "false"), Numbers.Count(row.Sums.UnpricedTokens),
    ]);

    private static Cell Instant(DateTimeOffset? at) => Cell.Of(at is { } known ? JsonOutput.Instant(known) : "");
}
