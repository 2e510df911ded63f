using Bursar.Anomalies;
using Bursar.Guard.Forecasting;
using Bursar.Ledger.Reports;
using Bursar.Policy;

namespace Bursar.Guard.Dashboards;

/// <summary>A day, week or month so far, beside the one before.</summary>
/// <param name="First">Its first day.</param>
/// <param name="Now">Through today.</param>
/// <param name="SoFar">The one before up to the same time of the same day of it: the end of the last quarter of an hour in which anything was used today, so that it stands still as long as nothing is.</param>
/// <param name="Before">The whole one before.</param>
public sealed record PeriodUse(BudgetPeriod Period, DateOnly First, UsageSums Now, UsageSums SoFar, UsageSums Before);

/// <summary>What one project, model, skill or agent used.</summary>
/// <param name="Name">Null for what belongs to none.</param>
public sealed record Part(string? Name, UsageSums Sums);

/// <summary>Usage by one dimension: the largest parts, and the rest of them; together they are the total.</summary>
public sealed record Breakdown(Dimension By, IReadOnlyList<Part> Parts, int Others, UsageSums Rest);

public sealed record SessionUse(string Id, string? Project, UsageSums Sums, DateOnly? LastDay);

public sealed record DayUse(DateOnly Day, UsageSums Sums);

/// <summary>What was spent, on what, against which budgets, and where it is going. Made once; every form shows the same.</summary>
/// <param name="Today">The day it is about, in <paramref name="Zone"/>.</param>
/// <param name="Periods">Day, week, month.</param>
/// <param name="Budgets">Spend limits over a day, week or month.</param>
/// <param name="Limits">What budgets limit beside that: tokens, turns, tool calls, and spend over all time.</param>
/// <param name="Trend">The last <see cref="DashboardBuilder.Days"/> days, the oldest first, none left out.</param>
/// <param name="Total">The sum of the trend, and of each breakdown.</param>
/// <param name="UnpricedModels">Models of the trend's days whose usage has no price.</param>
public sealed record Dashboard(
    DateOnly Today,
    string Zone,
    IReadOnlyList<PeriodUse> Periods,
    IReadOnlyList<BudgetForecast> Budgets,
    IReadOnlyList<LimitStatus> Limits,
    PeriodForecast Month,
    IReadOnlyList<DayUse> Trend,
    UsageSums Total,
    IReadOnlyList<Breakdown> Breakdowns,
    IReadOnlyList<SessionUse> Sessions,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<string> UnpricedModels)
{
    public DateOnly FirstDay => Trend[0].Day;
}
