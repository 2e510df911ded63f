using Bursar.Policy;

namespace Bursar.Forecasting;

/// <summary>Days, weeks or months as budgets count them.</summary>
/// <param name="Unit">Day, week or month.</param>
/// <param name="WeekStart">The first day of a week.</param>
public sealed record ForecastPeriod(BudgetPeriod Unit, DayOfWeek WeekStart)
{
    public bool IsDay => Unit == BudgetPeriod.Day;

    /// <summary>The period that a day falls in: its first day, and the day after its last.</summary>
    public (DateOnly First, DateOnly End) Around(DateOnly day)
    {
        switch (Unit)
        {
            case BudgetPeriod.Day:
                return (day, day.AddDays(1));
            case BudgetPeriod.Week:
                var first = day.AddDays(-(((int)day.DayOfWeek - (int)WeekStart + 7) % 7));
                return (first, first.AddDays(7));
            default:
                var month = new DateOnly(day.Year, day.Month, 1);
                return (month, month.AddMonths(1));
        }
    }
}
