using System.Globalization;
using System.Text;
using Bursar.Cli.Anomalies;
using Bursar.Cli.Rendering;
using Bursar.Guard.Dashboards;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Bursar.Pricing;
using static Bursar.Cli.Dashboards.MarkdownText;
using Words = Bursar.Cli.Dashboards.DashboardWords;

namespace Bursar.Cli.Dashboards;

/// <summary>A dashboard as GitHub's Markdown with Mermaid charts, for a repository or a vault. The same figures give the same bytes.</summary>
internal sealed class MarkdownDashboard
{
    private readonly StringBuilder _text = new();
    private readonly Dashboard _dashboard;

    private MarkdownDashboard(Dashboard dashboard) => _dashboard = dashboard;

    public static string Write(Dashboard dashboard)
    {
        var page = new MarkdownDashboard(dashboard);
        page.Write();
        return page._text.ToString();
    }

    private void Write()
    {
        Line($"# {Words.Title}");
        Line();
        Line($"As of {Words.Day(_dashboard.Today)}, days of {Escape(_dashboard.Zone)}. Written by `bursar dashboard`.");
        Periods();
        Line();
        Line(Escape(Words.Forecast(_dashboard.Month)));
        Budgets();
        Trend();
        foreach (var breakdown in _dashboard.Breakdowns)
        {
            Break(breakdown);
        }

        Sessions();
        Findings();
        Heading("What these figures leave out");
        foreach (var doubt in Words.Doubts(_dashboard))
        {
            Line($"- {Escape(doubt)}");
        }
    }

    private void Periods()
    {
        Heading("Now");
        Table(["", "Spent", "Before, by then", "Change", "Before, whole", "Tokens", "Responses"], "lrrrrrr", _dashboard.Periods.Select(use => new[]
        {
            $"{Words.Name(use)} (from {Words.Day(use.First)})", Cost(use.Now), Cost(use.SoFar), Words.Change(use.Now.Cost, use.SoFar.Cost),
            $"{Cost(use.Before)} {Words.Before(use)}", Words.Tokens(use.Now.Total), Words.Count(use.Now.Messages),
        }));
    }

    private void Budgets()
    {
        if (_dashboard.Budgets.Count > 0)
        {
            Heading("Budgets");
            Table(["Budget", "Over", "Limit", "Spent", "Used", "Left", "Expected", "Outlook"], "llrrrrrl", _dashboard.Budgets.Select(budget => new[]
            {
                Name(Words.Budget(budget)), budget.Budget.Period.Word(), Cost(budget.Value), Escape(Words.Dollars(budget.Period.Spent, budget.Period.SpentIsFloor)), Words.Share(budget.Period.Spent, budget.Value), Cost(Words.Left(budget)), Escape(Words.Roughly(budget.Period)), Words.Outlook(budget),
            }));
        }

        if (_dashboard.Limits.Count > 0)
        {
            Heading("Other limits");
            Table(["Budget", "Over", "Limit", "Used", "", "Left", ""], "llrrrrl", _dashboard.Limits.Select(limit => new[]
            {
                Name(Words.Budget(limit)), limit.Budget.Period.Word(), Escape(Words.Value(limit)), Escape(Words.Used(limit)), Words.Share(limit.Used, limit.Value), Escape(Words.Left(limit)), Words.Outlook(limit),
            }));
        }
    }

    private void Trend()
    {
        Heading($"The last {DashboardBuilder.Days} days");
        var costs = _dashboard.Trend.Select(day => decimal.Round(Money.ToDollars(day.Sums.Cost), 2)).ToList();
        Line("```mermaid");
        Line("xychart-beta");
        Line("    title \"Cost per day in USD\"");
        Line($"    x-axis \"{Words.Day(_dashboard.FirstDay)} to {Words.Day(_dashboard.Today)}\" [{string.Join(", ", Labels().Select(label => $"\"{label}\""))}]");
        Line($"    y-axis \"USD\" 0 --> {Number(Math.Max(1, decimal.Ceiling(costs.Max())))}");
        Line($"    bar [{string.Join(", ", costs.Select(Number))}]");
        Line("```");
        Line();
        Line($"{Cost(_dashboard.Total)} in all, {Words.Tokens(_dashboard.Total.Total)} tokens, {Words.Count(_dashboard.Total.Messages)} responses.");
    }

    /// <summary>
    /// Days of the month, as there is no room for more under thirty bars. No two may be the same, or Mermaid draws one bar for
    /// both: in a window with all of February, the first days of March are written with a zero.
    /// </summary>
    private IEnumerable<string> Labels()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (day, _) in _dashboard.Trend)
        {
            var label = day.Day.ToString(CultureInfo.InvariantCulture);
            yield return seen.Add(label) ? label : day.ToString("dd", CultureInfo.InvariantCulture);
        }
    }

    private void Break(Breakdown breakdown)
    {
        if (!Words.IsWorthShowing(breakdown))
        {
            return;
        }

        Heading(Words.By(breakdown.By));
        if (breakdown.By == Dimension.Model && breakdown.Parts.Any(IsSlice))
        {
            Line("```mermaid");
            Line("pie showData");
            Line("    title Cost by model in USD");
            foreach (var part in breakdown.Parts.Where(IsSlice))
            {
                Line($"    \"{Label(Words.Name(part, breakdown))}\" : {Number(decimal.Round(Money.ToDollars(part.Sums.Cost), 2))}");
            }

            Line("```");
            Line();
        }

        var rows = breakdown.Parts.Select(part => Row(Name(Words.Name(part, breakdown)), part.Sums)).ToList();
        if (Words.Rest(breakdown) is { } rest)
        {
            rows.Add(Row(rest, breakdown.Rest));
        }

        rows.Add([.. Row("Total", _dashboard.Total).Select(cell => cell.Length == 0 ? "" : $"**{cell}**")]);
        Table([Words.Column(breakdown.By), "Cost", "Share", "Tokens", "Responses"], "lrrrr", rows);
    }

    /// <summary>A pie has no slice of nothing.</summary>
    private static bool IsSlice(Part part) => decimal.Round(Money.ToDollars(part.Sums.Cost), 2) > 0;

    private string[] Row(string name, UsageSums sums) => [name, Cost(sums), Words.Share(sums.Cost, _dashboard.Total.Cost), Words.Tokens(sums.Total), Words.Count(sums.Messages)];

    private void Sessions()
    {
        if (_dashboard.Sessions.Count > 0)
        {
            Heading("Sessions that cost most");
            Table(["Session", "Project", "Last", "Cost", "Share", "Responses"], "lllrrr", _dashboard.Sessions.Select(session => new[]
            {
                Name(Words.Session(session.Id)), Name(session.Project ?? Words.None), session.LastDay is { } day ? Words.Day(day) : "", Cost(session.Sums), Words.Share(session.Sums.Cost, _dashboard.Total.Cost), Words.Count(session.Sums.Messages),
            }));
        }
    }

    private void Findings()
    {
        Heading("Out of the ordinary");
        if (_dashboard.Findings.Count == 0)
        {
            Line("Nothing.");
            return;
        }

        Table(["What", "Which", "Cost", "Why"], "llrl", _dashboard.Findings.Select(finding => new[]
        {
            FindingWords.What(finding), Name(FindingWords.Which(finding)), Cost(finding.Cost), Escape(finding.Why),
        }));
    }

    private void Heading(string text)
    {
        Line();
        Line($"## {text}");
        Line();
    }

    /// <param name="titles">Of the columns.</param>
    /// <param name="sides">One letter a column: l or r.</param>
    /// <param name="rows">Cells that are escaped already.</param>
    private void Table(string[] titles, string sides, IEnumerable<string[]> rows)
    {
        Line($"| {string.Join(" | ", titles)} |");
        Line($"| {string.Join(" | ", sides.Select(side => side == 'r' ? "---:" : "---"))} |");
        foreach (var row in rows)
        {
            Line($"| {string.Join(" | ", row)} |");
        }
    }

    private static string Cost(Int128 pico) => Escape(Words.Dollars(pico));

    private static string Cost(UsageSums sums) => Escape(Words.Dollars(sums));

    private static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Line(string text = "") => _text.Append(text).Append('\n');
}
