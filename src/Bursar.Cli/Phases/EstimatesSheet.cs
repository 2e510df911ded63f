using System.Globalization;
using Bursar.Cli.Rendering;
using Bursar.Estimating;

namespace Bursar.Cli.Phases;

/// <summary>Estimates as a sheet, dollars and tokens in rows of their own.</summary>
internal static class EstimatesSheet
{
    private static readonly Column[] Columns =
    [
        new("Phase", "name", IsNumber: false, Wraps: true), new("Of", "unit", IsNumber: false), new("Ended", "count"), new("Median ratio", "ratio_median", IsWide: true),
        new("Mean ratio", "ratio_geometric_mean"), new("80 % of the next", "interval", IsWide: true), new("Error", "error_uncalibrated"), new("Calibrated", "error_calibrated"),
    ];

    public static Sheet Create(Estimates estimates)
    {
        var rows = estimates.ByName.SelectMany(history => Rows(history, history.Name!, RowKind.Plain)).Concat(Rows(estimates.Overall, "Overall", RowKind.Total));
        return new Sheet("Actual by estimated", Columns, [.. rows],
        [
            "The mean ratio is what an estimate is to be multiplied by. An error of 50 % means half as much again, or two thirds; the calibrated one is measured on phases left out.",
            .. Few(estimates) is { Count: > 0 } few ? [$"Few data, so no interval: {string.Join(", ", few)}. It takes {LogSample.MinForInterval} phases."] : (string[])[],
        ]);
    }

    private static List<string> Few(Estimates estimates) =>
        [.. estimates.ByName.Append(estimates.Overall).Where(history => Units(history).Any(unit => unit.Calibration.Ratios.Interval is null)).Select(history => history.Name ?? "overall")];

    private static IEnumerable<(string Word, Calibration Calibration)> Units(EstimateHistory history) =>
        ((EstimateUnit[])[EstimateUnit.Dollars, EstimateUnit.Tokens]).Select(unit => (unit == EstimateUnit.Dollars ? "USD" : "tokens", history.Of(unit))).Where(unit => unit.Item2.Count > 0);

    private static IEnumerable<SheetRow> Rows(EstimateHistory history, string name, RowKind kind) => Units(history).Select(unit => new SheetRow(
    [
        Cell.Of(name), Cell.Of(unit.Word), Numbers.Count(unit.Calibration.Count), Ratio(unit.Calibration.Ratios.Median), Ratio(unit.Calibration.Ratios.GeometricMean),
        Cell.Of(unit.Calibration.Ratios.Interval is { } interval ? string.Create(CultureInfo.InvariantCulture, $"{interval.Low:0.00} to {interval.High:0.00}") : "few data"),
        Percent(unit.Calibration.ErrorWithout), Percent(unit.Calibration.ErrorWith),
    ], kind));

    private static Cell Ratio(double? ratio) => Cell.Of(ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "");

    private static Cell Percent(double? error) => Cell.Of(error is { } some ? string.Create(CultureInfo.InvariantCulture, $"{some * 100:0} %") : "");
}
