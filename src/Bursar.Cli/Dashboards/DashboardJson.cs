using System.Text.Json;
using Bursar.Anomalies;
using Bursar.Cli.Anomalies;
using Bursar.Cli.Forecasts;
using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Guard.Dashboards;
using Bursar.Ledger.Reports;
using Bursar.Policy;

namespace Bursar.Cli.Dashboards;

/// <summary>A dashboard's figures as docs/json.md shows them.</summary>
internal static class DashboardJson
{
    public static void Write(Utf8JsonWriter json, Dashboard dashboard)
    {
        json.WriteString("date", DashboardWords.Day(dashboard.Today));
        json.WriteString("timezone", dashboard.Zone);
        json.WriteStartArray("periods");
        foreach (var use in dashboard.Periods)
        {
            json.WriteStartObject();
            json.WriteString("period", use.Period.Word());
            json.WriteString("from", DashboardWords.Day(use.First));
            Sums(json, "now", use.Now);
            Sums(json, "before_so_far", use.SoFar);
            Sums(json, "before", use.Before);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("forecast");
        ForecastReport.Write(json, dashboard.Month, dashboard.Budgets);
        json.WriteEndObject();
        LimitsJson.Write(json, dashboard.Limits);
        json.WriteStartObject("recent");
        json.WriteString("from", DashboardWords.Day(dashboard.FirstDay));
        Sums(json, "totals", dashboard.Total);
        json.WriteStartArray("days");
        foreach (var day in dashboard.Trend)
        {
            json.WriteStartObject();
            json.WriteString("date", DashboardWords.Day(day.Day));
            Sums(json, day.Sums);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        foreach (var breakdown in dashboard.Breakdowns)
        {
            Break(json, breakdown);
        }

        json.WriteStartArray("sessions");
        foreach (var session in dashboard.Sessions)
        {
            json.WriteStartObject();
            json.WriteString("session_id", session.Id);
            json.WriteString("project", session.Project);
            json.WriteString("last_day", session.LastDay is { } day ? DashboardWords.Day(day) : null);
            Sums(json, session.Sums);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        AnomaliesCommand.Write(json, dashboard.Findings);
        json.WriteEndObject();
        json.WriteStartArray("unpriced_models");
        foreach (var model in dashboard.UnpricedModels.Order(StringComparer.Ordinal))
        {
            json.WriteStringValue(model);
        }

        json.WriteEndArray();
        json.WriteString("usage_source", "transcript");
        json.WriteBoolean("cost_measured", !dashboard.Total.HasUnpriced);
    }

    private static void Break(Utf8JsonWriter json, Breakdown breakdown)
    {
        json.WriteStartObject("by_" + breakdown.By.Name());
        json.WriteStartArray("parts");
        foreach (var part in breakdown.Parts)
        {
            json.WriteStartObject();
            json.WriteString("name", part.Name);
            Sums(json, part.Sums);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("others", breakdown.Others);
        Sums(json, "rest", breakdown.Rest);
        json.WriteEndObject();
    }

    private static void Sums(Utf8JsonWriter json, string name, UsageSums sums)
    {
        json.WriteStartObject(name);
        Sums(json, sums);
        json.WriteEndObject();
    }

    private static void Sums(Utf8JsonWriter json, UsageSums sums)
    {
        json.WriteNumber("cost_usd", JsonOutput.Dollars(sums.Cost));
        json.WriteNumber("tokens", sums.Total);
        json.WriteNumber("responses", sums.Messages);
        json.WriteNumber("unpriced_tokens", sums.UnpricedTokens);
        json.WriteBoolean("is_floor", sums.IsFloor);
    }
}
