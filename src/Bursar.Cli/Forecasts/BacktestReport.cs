using System.Globalization;
using System.Text.Json;
using Bursar.Cli.Rendering;
using Bursar.Forecasting;
using Bursar.Policy;

namespace Bursar.Cli.Forecasts;

/// <summary>What forecasts of the past were worth, for people and as JSON.</summary>
internal static class BacktestReport
{
    public static void Print(Terminal terminal, IReadOnlyList<(BudgetPeriod Period, Backtest Test)> tests)
    {
        if (tests.All(test => test.Test.Count == 0))
        {
            terminal.Out.WriteLine($"There is no whole period of which enough was known before: an interval needs {Enough.LeastDaysWithUse} days with use in {Enough.LeastDays}.");
            return;
        }

        Column[] columns = [new("Forecasts of", "period", IsNumber: false), new("Forecasts", "forecasts"), new("Periods", "periods"), new("Within the interval", "coverage"), new("Mean error", "error"), new("Straight line's", "straight"), new("Mean total", "mean")];
        var rows = tests.Where(test => test.Test.Count > 0).Select(test => new SheetRow(
        [
            Cell.Of(test.Period.Word()), Numbers.Count(test.Test.Count), Numbers.Count(test.Test.Periods), Cell.Of(test.Test.Coverage!.Value.ToString("0 %", CultureInfo.InvariantCulture)),
            Dollars(test.Test.Error), Dollars(test.Test.StraightLineError), Dollars(test.Test.MeanTotal),
        ]));
        SheetRenderer.Render(new Sheet("Forecasts of your past, each with what was known then", columns, [.. rows],
            ["The interval is meant to hold 80 %. Days are forecast at noon, weeks and months at the start of each of their days but the first."]), SheetForm.Table, compact: false, terminal);
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<(BudgetPeriod Period, Backtest Test)> tests)
    {
        json.WriteStartArray("backtests");
        foreach (var (period, test) in tests)
        {
            json.WriteStartObject();
            json.WriteString("period", period.Word());
            json.WriteNumber("forecasts", test.Count);
            json.WriteNumber("periods", test.Periods);
            Number(json, "coverage", test.Coverage);
            Number(json, "mean_error_usd", test.Count == 0 ? null : test.Error);
            Number(json, "straight_line_mean_error_usd", test.Count == 0 ? null : test.StraightLineError);
            Number(json, "mean_total_usd", test.Count == 0 ? null : test.MeanTotal);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, 6));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static Cell Dollars(double dollars) => Numbers.Cost(ForecastReport.Pico(dollars));
}
