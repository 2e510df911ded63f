using System.Globalization;
using System.Text.Json;
using Bursar.Cli.Anomalies;
using Bursar.Cli.Forecasts;
using Bursar.Cli.Rendering;
using Bursar.Guard.Dashboards;
using Bursar.Guard.Forecasting;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Words = Bursar.Cli.Dashboards.DashboardWords;

namespace Bursar.Cli.Dashboards;

/// <summary>A day's brief as a few lines, and as JSON.</summary>
internal static class BriefText
{
    public static IEnumerable<string> Lines(Brief brief)
    {
        var name = $"{brief.Day.ToString("dddd", CultureInfo.InvariantCulture)} {Words.Day(brief.Day)}";
        if (brief.Sums.Messages == 0)
        {
            yield return $"{name}: nothing was used.";
        }
        else
        {
            var usual = brief.Usual is { } before ? $"; usually {Words.Dollars(before)} on a {brief.Day.ToString("dddd", CultureInfo.InvariantCulture)}{(Words.Change(brief.Sums.Cost, before) is { Length: > 0 } change ? $" ({change})" : "")}" : "";
            yield return $"{name}: {Words.Dollars(brief.Sums)} in {Numbers.Of(brief.Sessions, "session")}, {Numbers.Of(brief.Sums.Messages, "response")}, {Words.Tokens(brief.Sums.Total)} tokens{usual}.";
        }

        if (brief.Most.Count > 0)
        {
            yield return $"Most: {string.Join(", ", brief.Most.Select(most => $"{most.By.Name()} {Shown(Words.Name(most.Part, most.By))} ({Words.Dollars(most.Part.Sums)})"))}.";
        }

        foreach (var finding in brief.Findings.Take(2))
        {
            yield return $"Out of the ordinary: {Shown(finding.Why.TrimEnd('.'))} ({FindingWords.What(finding)}, {Words.Dollars(finding.Cost)}).";
        }

        if (brief.Findings.Count > 2)
        {
            yield return $"And {brief.Findings.Count - 2} more: bursar anomalies --since {Words.Day(brief.Day)}";
        }

        if (brief.Stopped > 0 || brief.Warnings > 0)
        {
            yield return $"Limits: {Limits(brief)} (bursar journal --since {Words.Day(brief.Day)}).";
        }

        yield return Words.Forecast(brief.Month);
        foreach (var budget in brief.Budgets)
        {
            yield return $"Budget {Shown(Words.Budget(budget))}: {Words.Dollars(budget.Period.Spent, budget.Period.SpentIsFloor)} of {Words.Dollars(budget.Value)} {When(budget.Period)}, {Words.Outlook(budget)}.";
        }

        if (brief.Sums.UnpricedTokens > 0)
        {
            yield return $"Without a price, and not in the cost: {Words.Tokens(brief.Sums.UnpricedTokens)} tokens of {Shown(string.Join(", ", brief.UnpricedModels.Order(StringComparer.Ordinal)))}.";
        }

        if (brief.Sums.IsFloor)
        {
            yield return $"At least: {Numbers.Of(brief.Sums.Unfinished, "response")} {(brief.Sums.Unfinished == 1 ? "was" : "were")} never written to the end.";
        }
    }

    public static void Write(Utf8JsonWriter json, Brief brief)
    {
        json.WriteString("date", Words.Day(brief.Day));
        json.WriteNumber("cost_usd", JsonOutput.Dollars(brief.Sums.Cost));
        if (brief.Usual is { } usual)
        {
            json.WriteNumber("usual_usd", JsonOutput.Dollars(usual));
        }
        else
        {
            json.WriteNull("usual_usd");
        }

        json.WriteNumber("sessions", brief.Sessions);
        json.WriteNumber("responses", brief.Sums.Messages);
        json.WriteNumber("tokens", brief.Sums.Total);
        json.WriteStartObject("most");
        foreach (var (by, part) in brief.Most)
        {
            json.WriteStartObject(by.Name());
            json.WriteString("name", part.Name);
            json.WriteNumber("cost_usd", JsonOutput.Dollars(part.Sums.Cost));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        AnomaliesCommand.Write(json, brief.Findings);
        json.WriteNumber("stopped", brief.Stopped);
        json.WriteNumber("warnings", brief.Warnings);
        json.WriteStartObject("forecast");
        ForecastReport.Write(json, brief.Month, brief.Budgets);
        json.WriteEndObject();
        json.WriteNumber("unpriced_tokens", brief.Sums.UnpricedTokens);
        json.WriteBoolean("is_floor", brief.Sums.IsFloor);
        json.WriteString("usage_source", "transcript");
        json.WriteBoolean("cost_measured", !brief.Sums.HasUnpriced);
        json.WriteString("text", string.Join('\n', Lines(brief)));
    }

    private static string Limits(Brief brief) => string.Join(", ", ((string?[])
        [brief.Stopped == 0 ? null : $"{Counted(brief.Stopped, "call or turn", "calls or turns")} stopped", brief.Warnings == 0 ? null : $"{Numbers.Of(brief.Warnings, "warning")} given"]).OfType<string>());

    private static string When(PeriodForecast period) => period.Period switch
    {
        BudgetPeriod.Day => "on the day",
        BudgetPeriod.Week => $"in the week from {Words.Day(period.First)}",
        _ => $"in {period.First.ToString("MMMM", CultureInfo.InvariantCulture)}",
    };

    private static string Counted(long count, string one, string many) => $"{Words.Count(count)} {(count == 1 ? one : many)}";

    /// <summary>On one line, whatever a name holds.</summary>
    private static string Shown(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
