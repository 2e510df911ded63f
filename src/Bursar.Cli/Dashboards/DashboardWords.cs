using System.Globalization;
using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Guard.Dashboards;
using Bursar.Guard.Forecasting;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Cli.Dashboards;

/// <summary>The words and numbers of a dashboard, the same in every form.</summary>
internal static class DashboardWords
{
    public const string Title = "Claude Code spending";
    public const string None = "(none)";

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Dollars(Int128 pico) => Money.Format(pico);

    /// <summary>As in reports: what was not written to the end or has no price makes it a floor.</summary>
    public static string Dollars(UsageSums sums) =>
        sums.HasUnpriced && sums.Cost == 0 ? "unpriced" : Dollars(sums.Cost, sums.HasUnpriced || sums.IsFloor);

    public static string Dollars(Int128 pico, bool isFloor) => isFloor ? $"≥ {Dollars(pico)}" : Dollars(pico);

    /// <summary>
    /// What is expected, to the dollar from $20 on and to ten cents from $1 on: more would only be noise, and change with every
    /// minute. Never less than what is spent already.
    /// </summary>
    public static string Roughly(Int128 pico, Int128 spent)
    {
        var dollars = Money.ToDollars(pico);
        var rounded = decimal.Round(dollars, dollars >= 20 ? 0 : dollars >= 1 ? 1 : 2, MidpointRounding.AwayFromZero);
        return rounded < Money.ToDollars(spent) ? Dollars(pico) : "$" + rounded.ToString(dollars >= 20 ? "#,0" : "0.00", CultureInfo.InvariantCulture);
    }

    public static string Roughly(PeriodForecast forecast) => Roughly(forecast.Expected, forecast.Spent);

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Tokens of millions and more to three digits.</summary>
    public static string Tokens(long tokens) => tokens switch
    {
        < 10_000 => Count(tokens),
        < 999_950 => string.Create(CultureInfo.InvariantCulture, $"{tokens / 1e3:0.#} K"),
        < 999_995_000 => string.Create(CultureInfo.InvariantCulture, $"{tokens / 1e6:0.##} M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{tokens / 1e9:0.##} G"),
    };

    public static string Share(Int128 part, Int128 whole) => whole == 0 ? "" : ((decimal)part / (decimal)whole).ToString("0.0 %", CultureInfo.InvariantCulture);

    /// <summary>Against what it was before; empty where there is nothing to compare with.</summary>
    public static string Change(Int128 now, Int128 before) => before == 0 ? "" : (((decimal)now / (decimal)before) - 1).ToString("+0 %;−0 %;±0 %", CultureInfo.InvariantCulture);

    public static string Name(PeriodUse use) => use.Period switch { BudgetPeriod.Day => "Today", BudgetPeriod.Week => "This week", _ => "This month" };

    public static string Before(PeriodUse use) => use.Period switch { BudgetPeriod.Day => "yesterday", BudgetPeriod.Week => "last week", _ => "last month" };

    /// <summary>Models by their short names, where no other is called the same.</summary>
    public static string Name(Part part, Breakdown among) =>
        among.By == Dimension.Model && part.Name is { } model && !among.Parts.Any(other => other.Name is { } name && name != model && ReportSheet.ShortModel(name) == ReportSheet.ShortModel(model))
            ? ReportSheet.ShortModel(model)
            : part.Name ?? None;

    public static string Name(Part part, Dimension by) => Name(part, new Breakdown(by, [part], 0, new UsageSums()));

    /// <summary>The rest of a list; null when there is none.</summary>
    public static string? Rest(Breakdown breakdown) => breakdown.Others == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{breakdown.Others} other{(breakdown.Others == 1 ? "" : "s")}");

    /// <summary>Whether there is anything to tell apart: without skills or subagents, all belongs to none.</summary>
    public static bool IsWorthShowing(Breakdown breakdown) => breakdown.Parts.Count > 0 && breakdown.Parts is not [{ Name: null }];

    public static string By(Dimension by) => "By " + by.Name();

    public static string Column(Dimension by) => char.ToUpperInvariant(by.Name()[0]) + by.Name()[1..];

    /// <summary>Sessions are called by their first part, as <c>--session</c> takes it.</summary>
    public static string Session(string id) => id.Length > 8 ? id[..8] : id;

    public static string Budget(BudgetForecast budget) => budget.Budget.Name!;

    public static string Used(LimitStatus limit) => Amount.Text(limit.Limit.Kind, limit.Used);

    public static string Left(LimitStatus limit) => Amount.Text(limit.Limit.Kind, limit.Remaining);

    public static string Value(LimitStatus limit) => Amount.Text(limit.Limit.Kind, limit.Value);

    public static string Budget(LimitStatus limit) => limit.Budget.Name!;

    public static string Outlook(LimitStatus limit) => limit.IsBreached ? "reached" : "";

    public static Int128 Left(BudgetForecast budget) => budget.Value > budget.Period.Spent ? budget.Value - budget.Period.Spent : 0;

    public static string Outlook(BudgetForecast budget)
    {
        var likely = budget.Chance?.ToString("0 % likely", CultureInfo.InvariantCulture);
        return budget.IsExceeded ? "reached"
            : budget.On is { } on ? $"expected to run out on {Day(on)}{(likely is null ? "" : $" ({likely})")}"
            : likely is null ? "" : $"{likely} to run out";
    }

    /// <summary>What the month has cost or will have cost, in one sentence.</summary>
    public static string Forecast(PeriodForecast month)
    {
        var name = month.First.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
        var spent = Dollars(month.Spent, month.SpentIsFloor);
        if (month.IsOver)
        {
            return $"{name}: {spent} in all.";
        }

        var interval = month.Interval is { } range ? $" (80 % likely between {Roughly(range.Low, month.Spent)} and {Roughly(range.High, month.Spent)})" : "";
        var few = month.Forecast.Enough.IsEnough ? "" : " Too little history for an interval: this is the pace so far, kept up.";
        return $"{name}: {spent} spent so far, {Roughly(month)} expected by its end{interval}.{few}";
    }

    /// <summary>What the figures leave out, in sentences.</summary>
    public static IEnumerable<string> Doubts(Dashboard dashboard)
    {
        var total = dashboard.Total;
        if (total.UnpricedTokens > 0)
        {
            yield return $"{Count(total.UnpricedMessages)} responses with {Tokens(total.UnpricedTokens)} tokens have no price and are not in the costs: {string.Join(", ", dashboard.UnpricedModels.Order(StringComparer.Ordinal))}.";
        }

        if (total.Unfinished > 0)
        {
            yield return $"{Count(total.Unfinished)} responses were never written to the end; what they cost is at least what is shown.";
        }

        if (total is { UnpricedTokens: 0, Unfinished: 0 })
        {
            yield return "Every response has a price and was written to the end.";
        }

        yield return "Costs are the transcripts' tokens at list prices. Calls that Claude Code makes in the background are not in transcripts; `bursar audit` sets both side by side.";
    }
}
