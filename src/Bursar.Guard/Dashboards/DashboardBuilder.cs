using System.Globalization;
using Bursar.Forecasting;
using Bursar.Guard.Forecasting;
using Bursar.Ledger;
using Bursar.Ledger.Anomalies;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard.Dashboards;

/// <summary>Takes a dashboard's figures from a ledger that may be written: stale sums are made anew first.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="time">Days of the figures.</param>
/// <param name="guard">Days of the budgets, which are those that the guard counts.</param>
/// <param name="now">What is over by then.</param>
public sealed class DashboardBuilder(LedgerStore ledger, LocalTime time, LocalTime guard, DateTimeOffset now)
{
    /// <summary>Days that the trend, the breakdowns, the sessions and the anomalies are about, today included.</summary>
    public const int Days = 30;

    /// <summary>Rows of a list; the others are summed up.</summary>
    private const int Longest = 10;

    private static readonly Dimension[] BrokenDown = [Dimension.Project, Dimension.Model, Dimension.Skill, Dimension.Agent];
    private static readonly BudgetPeriod[] Periods = [BudgetPeriod.Day, BudgetPeriod.Week, BudgetPeriod.Month];

    private readonly DateOnly _today = DateOnly.FromDateTime(time.At(Timestamp.Of(now)));

    public Dashboard Build(EffectivePolicy policy)
    {
        var first = _today.AddDays(1 - Days);
        var (budgets, limits, month, findings, periods) = ledger.WithSums(() =>
        {
            var forecasts = SpendForecasts.At(ledger, time, now);
            return (forecasts.In(guard).Budgets(policy), OtherLimits.Find(ledger, guard, Timestamp.Of(now), policy), forecasts.Of(BudgetPeriod.Month, Scope.Everything), new AnomalyQuery(ledger, time).Find(time.StartOfDay(first), null), Periods.Select(Period).ToList());
        });
        var byDay = Report(first, _today, Dimension.Day);
        return new Dashboard(
            _today,
            time.Zone.Id,
            periods,
            [.. budgets.OrderBy(budget => budget.Budget.Period).ThenBy(budget => budget.Budget.Name, StringComparer.Ordinal).ThenBy(budget => budget.File.Path, StringComparer.Ordinal)],
            limits,
            month,
            Trend(first, byDay),
            byDay.Totals,
            [.. BrokenDown.Select(by => Break(by, Report(first, _today, by)))],
            Sessions(first),
            [.. findings.OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.Cost).ThenBy(finding => finding.From).ThenBy(finding => finding.Subject, StringComparer.Ordinal).Take(Longest)],
            byDay.UnpricedModels);
    }

    private Report Report(DateOnly since, DateOnly until, params Dimension[] by) => ReportBuilder.Build(ledger, by, new ReportFilter(since, until), time);

    private PeriodUse Period(BudgetPeriod period)
    {
        var bounds = new ForecastPeriod(period, time.WeekStart);
        var (first, _) = bounds.Around(_today);
        var (before, end) = bounds.Around(first.AddDays(-1));
        var start = time.StartOfDay(_today);
        var used = (SpanQuery.LastUse(ledger, start, time.StartOfDay(_today.AddDays(1))) ?? start) - start;
        var same = Math.Min(time.StartOfDay(before.AddDays(_today.DayNumber - first.DayNumber)) + used, time.StartOfDay(end));
        return new PeriodUse(period, first, Report(first, _today).Totals, SpanQuery.Between(ledger, time.StartOfDay(before), same), Report(before, end.AddDays(-1)).Totals);
    }

    private static List<DayUse> Trend(DateOnly first, Report byDay)
    {
        var days = byDay.Rows.ToDictionary(row => row.Values[0]!, row => row.Sums, StringComparer.Ordinal);
        return [.. Enumerable.Range(0, Days).Select(i => first.AddDays(i)).Select(day => new DayUse(day, days.GetValueOrDefault(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) ?? new UsageSums()))];
    }

    private static Breakdown Break(Dimension by, Report report)
    {
        var rest = new UsageSums();
        foreach (var row in report.Rows.Skip(Longest))
        {
            rest.Add(row.Sums);
        }

        return new Breakdown(by, [.. report.Rows.Take(Longest).Select(row => new Part(row.Values[0], row.Sums))], Math.Max(0, report.Rows.Count - Longest), rest);
    }

    private List<SessionUse> Sessions(DateOnly first)
    {
        // A session that moved between projects belongs to the one that it cost most in.
        var projects = Report(first, _today, Dimension.Session, Dimension.Project).Rows.GroupBy(row => row.Values[0]!, StringComparer.Ordinal).ToDictionary(rows => rows.Key, rows => rows.First().Values[1], StringComparer.Ordinal);
        return [.. Report(first, _today, Dimension.Session).Rows.Take(Longest).Select(row => new SessionUse(
            row.Values[0]!, projects.GetValueOrDefault(row.Values[0]!), row.Sums, row.Last is { } last ? DateOnly.FromDateTime(time.At(Timestamp.Of(last))) : null))];
    }
}
