using System.Globalization;
using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Ledger.Phases;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Phases;

/// <summary>Phases as a sheet: for people indented, with figures of the whole; for programs with all there is.</summary>
internal static class PhasesSheet
{
    private const string Rest = "(rest)";

    /// <summary>Where a terminal is narrow, wide columns go from the left: what is asked least stands first.</summary>
    private static readonly Column[] ForPeople =
    [
        new("Phase", "name", IsNumber: false, Wraps: true),
        .. ReportSheet.Counters[..4].Select(column => column with { IsWide = true }),
        new("Began", "started", IsNumber: false, IsWide: true),
        new("Models", "models", IsNumber: false, IsWide: true),
        new("Time", "duration_seconds", IsWide: true),
        .. ReportSheet.Counters[4..].Select((column, i) => column with { IsWide = i == 0 }),
        new("Own (USD)", "own_cost_usd", IsWide: true),
        new("Estimate", "estimate"),
        new("Delta", "delta"),
    ];

    private static readonly Column[] ForPrograms =
    [
        .. ((string[])["id", "key", "name", "parent", "depth", "session_ids", "started", "ended", "duration_seconds"]).Select(key => new Column(key, key)),
        .. ReportSheet.Counters, .. ReportSheet.Exact,
        .. ((string[])["own_cost_usd", "own_total_tokens", "estimate_usd", "estimate_tokens", "delta_usd", "delta_tokens", "is_partial"]).Select(key => new Column(key, key)),
    ];

    public static Sheet Create(PhaseReport report, LocalTime time, bool isCsv)
    {
        if (isCsv)
        {
            return new Sheet("", ForPrograms, [.. report.Phases.Select(Csv), Csv(report.Rest)], []);
        }

        var rows = report.Phases.Select(phase => Row(phase, time)).ToList();
        rows.Add(Row(Rest, Cell.Empty, Cell.Empty, report.Rest, report.RestModels, ReportSheet.Cost(report.Rest), Cell.Empty, Cell.Empty));
        rows.Add(Row("Total", Cell.Empty, Cell.Empty, report.Totals, report.Models, Cell.Empty, Cell.Empty, Cell.Empty, RowKind.Total));
        var sheet = new Sheet(Title(report), ForPeople, rows, Notes(report));
        return report.Phases.Any(phase => phase.Depth > 0) ? sheet : WithoutOwn(sheet);
    }

    /// <summary>Where nothing is inside anything, a phase's own share is the whole.</summary>
    private static Sheet WithoutOwn(Sheet sheet)
    {
        var own = Array.FindIndex(ForPeople, column => column.Key == "own_cost_usd");
        return sheet with { Columns = [.. sheet.Columns.Where((_, i) => i != own)], Rows = [.. sheet.Rows.Select(row => row with { Cells = [.. row.Cells.Where((_, i) => i != own)] })] };
    }

    /// <summary>requirements 180K, architecture 290K, …</summary>
    private static string Title(PhaseReport report) => string.Join(", ", report.Phases.Where(phase => phase.Depth == 0).Select(phase => $"{phase.Name} {Tokens(phase.Whole.Total)}").Append($"rest {Tokens(report.Rest.Total)}")) + " tokens";

    private static SheetRow Row(PhaseRow phase, LocalTime time)
    {
        var began = Cell.Of(time.At(Timestamp.Of(phase.Started)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        var lasted = Cell.Of(Amount.Text(LimitKind.WallTime, (long)phase.Duration.TotalSeconds) + (phase.Ended is null ? ", open" : ""));
        return Row(new string(' ', 2 * phase.Depth) + phase.Name, began, lasted, phase.Whole, phase.Models, ReportSheet.Cost(phase.Own), Cell.Of(Estimate(phase)), Cell.Of(Delta(phase)), phase.Depth > 0 ? RowKind.Part : RowKind.Plain);
    }

    private static SheetRow Row(string name, Cell began, Cell lasted, UsageSums whole, IReadOnlyList<ModelUsage> models, Cell own, Cell estimate, Cell delta, RowKind kind = RowKind.Plain)
    {
        var counters = ReportSheet.Cells(whole, isCsv: false).ToList();
        return new SheetRow([Cell.Of(name), .. counters[..4], began, Cell.Of(ReportSheet.ModelList(models)), lasted, .. counters[4..], own, estimate, delta], kind);
    }

    private static string Estimate(PhaseRow phase) => phase.Estimate switch
    {
        { Cost: { } cost } => Money.Format(cost),
        { Tokens: { } tokens } => Tokens(tokens) + " tokens",
        _ => "",
    };

    private static string Delta(PhaseRow phase)
    {
        var percent = phase.Ratio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $" ({(ratio - 1) * 100:+0;−0;+0} %)") : "";
        return phase.IsPartial && Estimate(phase).Length > 0 ? "goes on elsewhere"
            // What an open phase has not used yet is no saving.
            : phase.Ended is null && (phase.DeltaCost < 0 || phase.DeltaTokens < 0) ? "open"
            : phase.DeltaCost is { } cost ? (cost < 0 ? "−" : "+") + Money.Format(Int128.Abs(cost)) + percent
            : phase.DeltaTokens is { } tokens ? (tokens < 0 ? "−" : "+") + Tokens(Math.Abs(tokens)) + percent
            : "";
    }

    private static string Tokens(long count) => count switch
    {
        < 1_000 => count.ToString(CultureInfo.InvariantCulture),
        < 999_500 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0}K"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.0}M"),
    };

    private static List<string> Notes(PhaseReport report)
    {
        var notes = ReportSheet.Notes(report.Totals, report.Models).ToList();
        if (report.Phases.Any(phase => phase.Depth > 0))
        {
            notes.Add("Phases include those inside them; the own costs and the rest add up to the total.");
        }

        return notes;
    }

    private static SheetRow Csv(PhaseRow phase) => new(
    [
        Number(phase.Id), Cell.Of(phase.Key ?? ""), Cell.Of(phase.Name), Number(phase.Parent), Number(phase.Depth), Cell.Of(string.Join(' ', phase.Sessions)),
        Cell.Of(JsonOutput.Instant(phase.Started)), Cell.Of(phase.Ended is { } ended ? JsonOutput.Instant(ended) : ""),
        Cell.Of(((decimal)phase.Duration.Ticks / TimeSpan.TicksPerSecond).ToString("0.######", CultureInfo.InvariantCulture)),
        .. ReportSheet.Cells(phase.Whole, isCsv: true),
        Numbers.Cost(phase.Own.Cost), Numbers.Count(phase.Own.Total), Dollars(phase.Estimate.Cost), Number(phase.Estimate.Tokens), Dollars(phase.DeltaCost), Number(phase.DeltaTokens),
        Cell.Of(phase.IsPartial ? "true" : "false"),
    ]);

    private static SheetRow Csv(UsageSums rest) => new(
        [.. Enumerable.Repeat(Cell.Empty, 9), .. ReportSheet.Cells(rest, isCsv: true), Numbers.Cost(rest.Cost), Numbers.Count(rest.Total), .. Enumerable.Repeat(Cell.Empty, 4), Cell.Of("false")]);

    private static Cell Number(long? value) => value is { } number ? Numbers.Count(number) : Cell.Empty;

    private static Cell Dollars(Int128? pico) => pico is { } some ? Numbers.Cost(some) : Cell.Empty;
}
