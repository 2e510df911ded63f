using System.Globalization;
using Bursar.Anomalies;
using Bursar.Forecasting;
using Bursar.Guard.Forecasting;
using Bursar.Ledger;
using Bursar.Ledger.Anomalies;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard.Dashboards;

/// <summary>One day in a few figures.</summary>
/// <param name="Usual">The median cost of the same weekday over up to <see cref="BriefBuilder.Weeks"/> weeks before, in picodollars; null with fewer than <see cref="BriefBuilder.LeastWeeks"/>.</param>
/// <param name="Most">The part that cost most, by project, model, skill and agent.</param>
/// <param name="Stopped">Tool calls and turns that a limit stopped on the day.</param>
/// <param name="Warnings">Warnings about budgets on the day.</param>
/// <param name="Month">The day's month: how it ended, or what is expected of it now.</param>
/// <param name="Budgets">Spend limits over the day, its week and its month that were reached, or are expected to be by now.</param>
public sealed record Brief(
    DateOnly Day,
    UsageSums Sums,
    int Sessions,
    Int128? Usual,
    IReadOnlyList<(Dimension By, Part Part)> Most,
    IReadOnlyList<Finding> Findings,
    int Stopped,
    int Warnings,
    PeriodForecast Month,
    IReadOnlyList<BudgetForecast> Budgets,
    IReadOnlyList<string> UnpricedModels);

/// <summary>Takes a day's brief from a ledger that may be written.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The day's zone.</param>
/// <param name="guard">Days of the budgets, which are those that the guard counts.</param>
/// <param name="now">What is over by then.</param>
public sealed class BriefBuilder(LedgerStore ledger, LocalTime time, LocalTime guard, DateTimeOffset now)
{
    public const int Weeks = 8;
    public const int LeastWeeks = 3;

    public Brief Build(DateOnly day, EffectivePolicy policy)
    {
        var (begin, end) = (time.StartOfDay(day), time.StartOfDay(day.AddDays(1)));
        var (budgets, month, findings) = ledger.WithSums(() =>
        {
            var forecasts = SpendForecasts.At(ledger, time, now);
            return (forecasts.In(guard).Budgets(policy, day), forecasts.Of(BudgetPeriod.Month, Scope.Everything, day), new AnomalyQuery(ledger, time).Find(begin, null));
        });
        var journal = Journal.Read(ledger, null, begin, int.MaxValue).Where(entry => entry.At < end).ToList();
        var total = Report(day, day);
        return new Brief(
            day,
            total.Totals,
            Report(day, day, Dimension.Session).Rows.Count,
            Usual(day),
            [.. new[] { Dimension.Project, Dimension.Model, Dimension.Skill, Dimension.Agent }.Select(by => (by, Most(day, by))).Where(most => most.Item2 is not null).Select(most => (most.by, most.Item2!))],
            [.. findings.Where(finding => finding.Until < end).OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.Cost).ThenBy(finding => finding.Subject, StringComparer.Ordinal)],
            journal.Count(entry => entry.Kind is JournalKind.Denial or JournalKind.Stop),
            journal.Count(entry => entry.Kind is JournalKind.Warning),
            month,
            [.. budgets.Where(budget => budget.IsExpectedToExceed).OrderBy(budget => budget.Budget.Period).ThenBy(budget => budget.Budget.Name, StringComparer.Ordinal)],
            total.UnpricedModels);
    }

    private Report Report(DateOnly since, DateOnly until, params Dimension[] by) => ReportBuilder.Build(ledger, by, new ReportFilter(since, until), time);

    /// <summary>Of what has a name; without one nothing can be said about it.</summary>
    private Part? Most(DateOnly day, Dimension by) => Report(day, day, by).Rows.FirstOrDefault(row => row.Values[0] is not null && row.Sums.Cost > 0) is { } row ? new Part(row.Values[0], row.Sums) : null;

    /// <summary>Days without use count from the first day there is.</summary>
    private Int128? Usual(DateOnly day)
    {
        var days = Report(day.AddDays(-7 * Weeks), day.AddDays(-1), Dimension.Day).Rows.ToDictionary(row => row.Values[0]!, row => row.Sums.Cost, StringComparer.Ordinal);
        var first = days.Count == 0 ? day : days.Keys.Select(text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)).Min();
        var same = Enumerable.Range(1, Weeks).Select(week => day.AddDays(-7 * week)).Where(before => before >= first)
            .Select(before => days.GetValueOrDefault(before.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))).Order().ToList();
        return same.Count < LeastWeeks ? null : same.Count % 2 == 1 ? same[same.Count / 2] : (same[(same.Count / 2) - 1] + same[same.Count / 2]) / 2;
    }
}
