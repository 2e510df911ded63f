using Bursar.Forecasting;
using Bursar.Ledger;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Guard.Forecasting;

/// <summary>A period's forecast with its days and exact sums.</summary>
/// <param name="First">The period's first day.</param>
/// <param name="End">The day after its last.</param>
/// <param name="Spent">Picodollars so far.</param>
public sealed record PeriodForecast(BudgetPeriod Period, DateOnly First, DateOnly End, DateOnly Today, Int128 Spent, Forecast Forecast, bool HasUnpriced, bool IsFloor)
{
    /// <summary>The exact part, and what is expected on top.</summary>
    public Int128 Expected => Spent + (Int128)(Forecast.Rest * Money.PerDollar);
}

/// <summary>A spend limit of a day's, week's or month's budget against the forecast of what falls under it.</summary>
/// <param name="Value">Picodollars.</param>
public sealed record BudgetForecast(PolicyFile File, Budget Budget, Int128 Value, PeriodForecast Period)
{
    private double Dollars => (double)Money.ToDollars(Value);

    public bool IsExceeded => Period.Spent >= Value;

    public bool IsExpectedToExceed => IsExceeded || Period.Forecast.Expected >= Dollars;

    /// <summary>How likely, 0 to 1; null with too little history.</summary>
    public double? Chance => IsExceeded ? 1 : Period.Forecast.ChanceOf(Dollars);

    /// <summary>The day on which the expected use reaches the limit; null when it is not to, or is reached already.</summary>
    public DateOnly? On => !IsExceeded && Period.Forecast.DaysUntil(Dollars) is { } days ? Period.Today.AddDays(days) : null;
}

/// <summary>Forecasts from a ledger. In a write transaction.</summary>
public sealed class SpendForecasts(LedgerStore ledger, LocalTime time, long now)
{
    /// <summary>The first day of a week, as budgets count.</summary>
    public const DayOfWeek WeekStart = DayOfWeek.Sunday;

    private readonly Dictionary<Scope, HourlyUse> _uses = [];

    public DateOnly Today { get; } = DateOnly.FromDateTime(time.At(now));

    public HourlyUse Use(Scope scope)
    {
        if (!_uses.TryGetValue(scope, out var use))
        {
            _uses.Add(scope, use = HourlyQuery.Read(ledger, time, now, scope));
        }

        return use;
    }

    public PeriodForecast Of(BudgetPeriod period, Scope scope)
    {
        var use = Use(scope);
        var (first, end) = new ForecastPeriod(period, WeekStart).Around(Today);
        var history = use.History;
        var hour = time.At(now).TimeOfDay.TotalHours;
        return new PeriodForecast(period, first, end, Today, use.Spent(first, end), Forecaster.Of(history, history.Index(Today), hour, history.Index(first), history.Index(end)), use.HasUnpriced, use.IsFloor);
    }

    /// <summary>Every spend limit over a day, week or month.</summary>
    public IReadOnlyList<BudgetForecast> Budgets(EffectivePolicy policy) => [..
        from file in policy.Files
        from budget in file.Budgets
        where budget.Period is BudgetPeriod.Day or BudgetPeriod.Week or BudgetPeriod.Month
        from limit in budget.Limits
        where limit.Kind == LimitKind.Spend
        select new BudgetForecast(file, budget, limit.Value, Of(budget.Period, budget.Scope))];

    public Backtest Backtest(BudgetPeriod period)
    {
        var history = Use(Scope.Everything).History;
        return Bursar.Forecasting.Backtest.Of(history, new ForecastPeriod(period, WeekStart), history.Index(Today));
    }

    /// <summary>An instant as microseconds, for callers that have a clock.</summary>
    public static SpendForecasts At(LedgerStore ledger, LocalTime time, DateTimeOffset now) => new(ledger, time, Timestamp.Of(now));
}
