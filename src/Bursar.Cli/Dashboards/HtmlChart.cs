using System.Globalization;
using System.Text;
using Bursar.Guard.Dashboards;
using Bursar.Pricing;
using Words = Bursar.Cli.Dashboards.DashboardWords;

namespace Bursar.Cli.Dashboards;

/// <summary>A bar a day, as a picture in the page.</summary>
internal static class HtmlChart
{
    private const int Height = 180;
    private const int Left = 52;
    private const int Bottom = 24;
    private const int Top = 16;
    private const int Step = 24;

    public static string Days(IReadOnlyList<DayUse> days)
    {
        var most = Ceiling(days.Max(day => Money.ToDollars(day.Sums.Cost)));
        var width = Left + (days.Count * Step) + 4;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" viewBox=\"0 0 {width} {Height + Top + Bottom}\" role=\"img\" aria-labelledby=\"trend-title trend-text\"><title id=\"trend-title\">Cost per day</title><desc id=\"trend-text\">From {Words.Day(days[0].Day)} to {Words.Day(days[^1].Day)}; the figures stand below.</desc>");
        for (var line = 0; line <= 4; line++)
        {
            var y = Top + Height - (Height * line / 4);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{width}\" y1=\"{y}\" y2=\"{y}\"/><text class=\"y\" x=\"{Left - 6}\" y=\"{y + 4}\">{Label(most * line / 4)}</text>");
        }

        for (var i = 0; i < days.Count; i++)
        {
            var cost = Money.ToDollars(days[i].Sums.Cost);
            var height = decimal.Round(cost / most * Height, 2);
            var x = Left + (i * Step) + 3;
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{Top + Height - height}\" width=\"{Step - 6}\" height=\"{height}\" rx=\"2\"><title>{Words.Day(days[i].Day)}: {HtmlDashboard.Safe(Words.Dollars(days[i].Sums.Cost))}</title></rect>");
            // Counted from today, so that the last day has its date.
            if ((days.Count - 1 - i) % 5 == 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"x\" x=\"{x + ((Step - 6) / 2)}\" y=\"{Top + Height + 17}\">{days[i].Day.ToString("MM-dd", CultureInfo.InvariantCulture)}</text>");
            }
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>A round number of dollars above the highest bar.</summary>
    private static decimal Ceiling(decimal most)
    {
        var unit = 0.01m;
        while (unit * 10 < most)
        {
            unit *= 10;
        }

        return ((decimal[])[1, 2, 4, 6, 8, 10]).Select(times => times * unit).First(round => round >= most || round == unit * 10);
    }

    private static string Label(decimal dollars) => dollars == 0 ? "$0" : "$" + dollars.ToString("#,0.####", CultureInfo.InvariantCulture);
}
