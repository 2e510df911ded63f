using System.Globalization;
using System.Text.Json;
using Bursar.Cli.Dashboards;
using Bursar.Cli.Rendering;
using Bursar.Forecasting;
using Bursar.Guard.Forecasting;
using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Cli.Forecasts;

/// <summary>A forecast for people and as JSON.</summary>
internal static class ForecastReport
{
    public static void Print(Terminal terminal, PeriodForecast forecast, IReadOnlyList<BudgetForecast> budgets)
    {
        var of = forecast.Forecast;
        terminal.Out.WriteLine($"{Name(forecast)}: {DashboardWords.Dollars(forecast.Spent, forecast.SpentIsFloor)} spent so far, {Money.Format(forecast.Expected)} expected by {(forecast.Period == BudgetPeriod.Day ? "midnight" : $"the end of {Day(forecast.End.AddDays(-1))}")}{(forecast.Interval is { } range ? $" (80 % likely between {Money.Format(range.Low)} and {Money.Format(range.High)})" : "")}.");
        if (of.StraightLine is { } straight && of.Enough.IsEnough)
        {
            terminal.Out.WriteLine($"The pace so far, kept up, would give {Money.Format(Pico(straight))}.");
        }

        if (Note(forecast) is { } note)
        {
            terminal.Out.WriteLine($"{char.ToUpperInvariant(note[0])}{note[1..]}.");
        }

        foreach (var trust in Trust(forecast))
        {
            terminal.Out.WriteLine(trust);
        }

        if (budgets.Count == 0)
        {
            return;
        }

        Column[] columns = [new("Budget", "name", IsNumber: false), new("Over", "period", IsNumber: false), new("Limit", "limit"), new("Spent", "spent"), new("Expected", "expected"), new("Chance", "chance"), new("Runs out", "on", IsNumber: false)];
        var rows = budgets.Select(budget => new SheetRow(
            [
                Cell.Of(budget.Budget.Name!), Cell.Of(budget.Budget.Period.Word()), Numbers.Cost(budget.Value), Cell.Of(DashboardWords.Dollars(budget.Period.Spent, budget.Period.SpentIsFloor)), Numbers.Cost(budget.Period.Expected),
                Cell.Of(budget.Chance?.ToString("0 %", CultureInfo.InvariantCulture) ?? "?"), Cell.Of(budget.IsExceeded ? "already" : budget.On is { } on ? Day(on) : ""),
            ], budget.IsExpectedToExceed ? RowKind.Marked : RowKind.Plain));
        SheetRenderer.Render(new Sheet("Budgets", columns, [.. rows], []), SheetForm.Table, compact: false, terminal);
    }

    public static void Write(Utf8JsonWriter json, PeriodForecast forecast, IReadOnlyList<BudgetForecast> budgets)
    {
        json.WriteString("period", forecast.Period.Word());
        json.WriteString("from", Day(forecast.First));
        json.WriteString("to", Day(forecast.End.AddDays(-1)));
        json.WriteString("today", Day(forecast.Today));
        json.WriteNumber("spent_usd", JsonOutput.Dollars(forecast.Spent));
        json.WriteNumber("expected_usd", JsonOutput.Dollars(forecast.Expected));
        Interval(json, forecast);
        Dollars(json, "straight_line_usd", forecast.Forecast.StraightLine is { } line ? Pico(line) : null);
        json.WriteNumber("days_with_use", forecast.Forecast.Enough.DaysWithUse);
        json.WriteNumber("days_of_history", forecast.Forecast.Enough.Days);
        json.WriteString("note", Note(forecast));
        json.WriteBoolean("is_floor", forecast.IsFloor || forecast.HasUnpriced);
        json.WriteStartArray("budgets");
        foreach (var budget in budgets)
        {
            json.WriteStartObject();
            json.WriteString("name", budget.Budget.Name);
            json.WriteString("period", budget.Budget.Period.Word());
            json.WriteString("file", budget.File.Path);
            json.WriteNumber("limit_usd", JsonOutput.Dollars(budget.Value));
            json.WriteNumber("spent_usd", JsonOutput.Dollars(budget.Period.Spent));
            json.WriteNumber("expected_usd", JsonOutput.Dollars(budget.Period.Expected));
            Interval(json, budget.Period);
            json.WriteBoolean("exceeded", budget.IsExceeded);
            json.WriteBoolean("expected_to_exceed", budget.IsExpectedToExceed);
            if (budget.Chance is { } chance)
            {
                json.WriteNumber("chance", Math.Round(chance, 3));
            }
            else
            {
                json.WriteNull("chance");
            }

            json.WriteString("reached_on", budget.On is { } on ? Day(on) : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Interval(Utf8JsonWriter json, PeriodForecast forecast)
    {
        Dollars(json, "low_usd", forecast.Interval?.Low);
        Dollars(json, "high_usd", forecast.Interval?.High);
    }

    private static void Dollars(Utf8JsonWriter json, string name, Int128? pico)
    {
        if (pico is { } value)
        {
            json.WriteNumber(name, JsonOutput.Dollars(value));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string? Note(PeriodForecast forecast) => forecast.IsOver || forecast.Forecast.Enough is { IsEnough: true } ? null
        : $"too little history for an interval: {(forecast.Forecast.Enough.Days == 0 ? "nothing was used before today" : $"something was used on {forecast.Forecast.Enough.DaysWithUse} of the last {Days(forecast.Forecast.Enough.Days)}")}, and {Enough.LeastDaysWithUse} days with use within at least {Enough.LeastDays} are needed; what is expected is the pace so far, kept up";

    internal static Int128 Pico(double dollars) => (Int128)(dollars * Money.PerDollar);

    private static string Days(int count) => count == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{count} days");

    private static IEnumerable<string> Trust(PeriodForecast forecast) => forecast is { HasUnpriced: false, IsFloor: false } ? []
        : [$"At least: {(forecast.HasUnpriced ? "a part of the history has no price" : "some responses of the history were never written to the end")}."];

    private static string Name(PeriodForecast forecast) => forecast.Period switch
    {
        BudgetPeriod.Day => $"Today ({Day(forecast.First)})",
        BudgetPeriod.Week => $"The week from {Day(forecast.First)}",
        _ => forecast.First.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
