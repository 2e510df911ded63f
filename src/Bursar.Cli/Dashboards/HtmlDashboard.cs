using System.Globalization;
using System.Net;
using System.Text;
using Bursar.Cli.Anomalies;
using Bursar.Cli.Rendering;
using Bursar.Guard.Dashboards;
using Bursar.Guard.Forecasting;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Words = Bursar.Cli.Dashboards.DashboardWords;

namespace Bursar.Cli.Dashboards;

/// <summary>
/// A dashboard as one page that asks nobody for anything: no script, no font, no picture from elsewhere, and a policy in it
/// that would forbid them. Light or dark as the reader's system is, for a wide screen, a phone, and paper.
/// </summary>
internal sealed class HtmlDashboard
{
    private readonly StringBuilder _html = new();
    private readonly Dashboard _dashboard;

    private HtmlDashboard(Dashboard dashboard) => _dashboard = dashboard;

    public static string Write(Dashboard dashboard)
    {
        var page = new HtmlDashboard(dashboard);
        page.Write();
        return page._html.ToString();
    }

    private void Write()
    {
        Line("<!doctype html>");
        Line("<html lang=\"en\">");
        Line("<head>");
        Line("<meta charset=\"utf-8\">");
        Line("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">");
        Line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        Line("<meta name=\"color-scheme\" content=\"light dark\">");
        // Without an icon, a browser asks the server of the page for one.
        Line("<link rel=\"icon\" href=\"data:,\">");
        Line($"<title>{Words.Title}, {Words.Day(_dashboard.Today)}</title>");
        Line($"<style>{HtmlStyle.Css}</style>");
        Line("</head>");
        Line("<body>");
        Line("<main>");
        Line($"<header><h1>{Words.Title}</h1><p>As of {Words.Day(_dashboard.Today)}, days of {Safe(_dashboard.Zone)}</p></header>");
        Periods();
        Budgets();
        Limits();
        Trend();
        Line("<div class=\"parts\">");
        foreach (var breakdown in _dashboard.Breakdowns.Where(Words.IsWorthShowing))
        {
            Break(breakdown);
        }

        Line("</div>");
        Sessions();
        Findings();
        Line("<section><h2>What these figures leave out</h2><ul class=\"doubts\">");
        foreach (var doubt in Words.Doubts(_dashboard))
        {
            Line($"<li>{Safe(doubt)}</li>");
        }

        Line("</ul></section>");
        Line("</main>");
        Line("</body>");
        Line("</html>");
    }

    private void Periods()
    {
        Line("<section class=\"cards\">");
        foreach (var use in _dashboard.Periods)
        {
            var change = Words.Change(use.Now.Cost, use.SoFar.Cost);
            var kind = use.Now.Cost > use.SoFar.Cost ? "more" : "less";
            Line($"<article class=\"card\"><h2>{Words.Name(use)}</h2><p class=\"big\">{Safe(Words.Dollars(use.Now))}{(change.Length == 0 ? "" : $" <span class=\"{kind}\">{Safe(change)}</span>")}</p>"
                + $"<p>{Words.Before(use)}: {Safe(Words.Dollars(use.SoFar))} by then, {Safe(Words.Dollars(use.Before))} in all</p><p class=\"quiet\">{Words.Tokens(use.Now.Total)} tokens, {Words.Count(use.Now.Messages)} responses</p></article>");
        }

        Line("</section>");
    }

    private void Budgets()
    {
        if (_dashboard.Budgets.Count == 0)
        {
            return;
        }

        Line("<section><h2>Budgets</h2><div class=\"scroll\"><table><thead><tr><th>Budget</th><th>Over</th><th class=\"bar\">Used</th><th class=\"n\">Spent</th><th class=\"n\">Limit</th><th class=\"n\">Left</th><th class=\"n\">Expected</th><th>Outlook</th></tr></thead><tbody>");
        foreach (var budget in _dashboard.Budgets)
        {
            Line($"<tr><td>{Safe(Words.Budget(budget))}</td><td>{budget.Budget.Period.Word()}</td><td class=\"bar\">{Meter(budget)}</td>{Number(Words.Dollars(budget.Period.Spent, budget.Period.SpentIsFloor))}{Money(budget.Value)}{Money(Words.Left(budget))}{Number(Words.Roughly(budget.Period))}<td>{Safe(Words.Outlook(budget))}</td></tr>");
        }

        Line("</tbody></table></div></section>");
    }

    private void Limits()
    {
        if (_dashboard.Limits.Count == 0)
        {
            return;
        }

        Line("<section><h2>Other limits</h2><div class=\"scroll\"><table><thead><tr><th>Budget</th><th>Over</th><th class=\"bar\">Share</th><th class=\"n\">Used</th><th class=\"n\">Limit</th><th class=\"n\">Left</th></tr></thead><tbody>");
        foreach (var limit in _dashboard.Limits)
        {
            Line($"<tr><td>{Safe(Words.Budget(limit))}</td><td>{limit.Budget.Period.Word()}</td><td class=\"bar\">{Meter(limit.Used, limit.Value, limit.IsBreached ? "over" : "fine")}</td>{Number(Words.Used(limit))}{Number(Words.Value(limit))}{Number(Words.Left(limit))}</tr>");
        }

        Line("</tbody></table></div></section>");
    }

    private static string Meter(BudgetForecast budget) => Meter(budget.Period.Spent, budget.Value, budget.IsExceeded ? "over" : budget.IsExpectedToExceed ? "near" : "fine");

    private static string Meter(Int128 used, Int128 limit, string kind)
    {
        var share = limit == 0 ? 1m : Math.Min(1m, (decimal)used / (decimal)limit);
        var text = Words.Share(used, limit);
        return string.Create(CultureInfo.InvariantCulture, $"<svg class=\"meter {kind}\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Safe(text)} used\"><rect width=\"100\" height=\"8\" rx=\"2\"/><rect class=\"used\" width=\"{share * 100:0.##}\" height=\"8\" rx=\"2\"/></svg><small>{Safe(text)}</small>");
    }

    private void Trend()
    {
        Line($"<section><h2>The last {DashboardBuilder.Days} days</h2>");
        Line(HtmlChart.Days(_dashboard.Trend));
        Line($"<p>{Safe(Words.Dollars(_dashboard.Total))} in all, {Words.Tokens(_dashboard.Total.Total)} tokens, {Words.Count(_dashboard.Total.Messages)} responses. {Safe(Words.Forecast(_dashboard.Month))}</p>");
        Line("<details><summary>Figures by day</summary><div class=\"scroll\"><table><thead><tr><th>Day</th><th class=\"n\">Cost</th><th class=\"n\">Tokens</th><th class=\"n\">Responses</th></tr></thead><tbody>");
        foreach (var day in _dashboard.Trend)
        {
            Line($"<tr><td>{Words.Day(day.Day)}</td>{Money(day.Sums)}{Number(Words.Tokens(day.Sums.Total))}{Number(Words.Count(day.Sums.Messages))}</tr>");
        }

        Line("</tbody></table></div></details></section>");
    }

    private void Break(Breakdown breakdown)
    {
        Line($"<section><h2>{Words.By(breakdown.By)}</h2><div class=\"scroll\"><table><thead><tr><th>{Words.Column(breakdown.By)}</th><th class=\"bar\">Share</th><th class=\"n\">Cost</th><th class=\"n t\">Tokens</th></tr></thead><tbody>");
        foreach (var part in breakdown.Parts)
        {
            Row(Words.Name(part, breakdown), part.Sums, "");
        }

        if (Words.Rest(breakdown) is { } rest)
        {
            Row(rest, breakdown.Rest, " class=\"quiet\"");
        }

        Line($"</tbody><tfoot><tr><td>Total</td><td class=\"bar\"></td>{Money(_dashboard.Total)}{Tokens(_dashboard.Total)}</tr></tfoot></table></div></section>");
    }

    private void Row(string name, UsageSums sums, string attributes)
    {
        var total = _dashboard.Total.Cost;
        var share = total == 0 ? 0m : (decimal)sums.Cost / (decimal)total * 100;
        var bar = string.Create(CultureInfo.InvariantCulture, $"<svg class=\"meter\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"100\" height=\"8\" rx=\"2\"/><rect class=\"used\" width=\"{share:0.##}\" height=\"8\" rx=\"2\"/></svg>");
        Line($"<tr{attributes}><td class=\"name\" title=\"{Safe(name)}\"><bdi>{Safe(name)}</bdi></td><td class=\"bar\">{bar}<small>{Safe(Words.Share(sums.Cost, total))}</small></td>{Money(sums)}{Tokens(sums)}</tr>");
    }

    private void Sessions()
    {
        if (_dashboard.Sessions.Count == 0)
        {
            return;
        }

        Line("<section><h2>Sessions that cost most</h2><div class=\"scroll\"><table><thead><tr><th>Session</th><th>Project</th><th>Last</th><th class=\"n\">Cost</th><th class=\"n\">Share</th><th class=\"n\">Responses</th></tr></thead><tbody>");
        foreach (var session in _dashboard.Sessions)
        {
            Line($"<tr><td title=\"{Safe(session.Id)}\"><code>{Safe(Words.Session(session.Id))}</code></td><td class=\"name\"><bdi>{Safe(session.Project ?? Words.None)}</bdi></td><td>{(session.LastDay is { } day ? Words.Day(day) : "")}</td>{Money(session.Sums)}{Number(Words.Share(session.Sums.Cost, _dashboard.Total.Cost))}{Number(Words.Count(session.Sums.Messages))}</tr>");
        }

        Line("</tbody></table></div></section>");
    }

    private void Findings()
    {
        Line("<section><h2>Out of the ordinary</h2>");
        if (_dashboard.Findings.Count == 0)
        {
            Line("<p>Nothing.</p></section>");
            return;
        }

        Line("<div class=\"scroll\"><table><thead><tr><th>What</th><th>Which</th><th class=\"n\">Cost</th><th>Why</th></tr></thead><tbody>");
        foreach (var finding in _dashboard.Findings)
        {
            Line($"<tr><td>{Safe(FindingWords.What(finding))}</td><td class=\"name\"><bdi>{Safe(FindingWords.Which(finding))}</bdi></td>{Money(finding.Cost)}<td>{Safe(finding.Why)}</td></tr>");
        }

        Line("</tbody></table></div></section>");
    }

    private static string Money(Int128 pico) => Number(Words.Dollars(pico));

    private static string Money(UsageSums sums) => Number(Words.Dollars(sums));

    /// <summary>What a phone has no room for.</summary>
    private static string Tokens(UsageSums sums) => $"<td class=\"n t\">{Words.Tokens(sums.Total)}</td>";

    private static string Number(string text) => $"<td class=\"n\">{Safe(text)}</td>";

    /// <summary>Whatever it is, it is text.</summary>
    internal static string Safe(string text) => WebUtility.HtmlEncode(string.Concat(text.Where(c => !char.IsControl(c))));

    private void Line(string text) => _html.Append(text).Append('\n');
}
