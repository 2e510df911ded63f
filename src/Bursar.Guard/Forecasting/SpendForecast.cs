using Bursar.Forecasting;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
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
/// <param name="SpentIsFloor">At least so much was spent: a part has no price, or was never written to the end.</param>
/// <param name="HasUnpriced">Of the whole history.</param>
/// <param name="IsFloor">Of the whole history.</param>
public sealed record PeriodForecast(BudgetPeriod Period, DateOnly First, DateOnly End, DateOnly Today, Int128 Spent, bool SpentIsFloor, Forecast Forecast, bool HasUnpriced, bool IsFloor)
{
    /// <summary>Nothing more is to come.</summary>
    public bool IsOver => End <= Today;

    /// <summary>The exact part, and what is expected on top.</summary>
    public Int128 Expected => Spent + Pico(Forecast.Rest);

    /// <summary>Where four of five totals lie; exact where it begins with what is spent already, and never without what is expected.</summary>
    public (Int128 Low, Int128 High)? Interval => Forecast.Interval is not { } range ? null
        : (Int128.Min(Expected, Spent + Pico(range.Low - Forecast.Spent)), Int128.Max(Expected, Spent + Pico(range.High - Forecast.Spent)));

    private static Int128 Pico(double dollars) => (Int128)(Math.Max(0, dollars) * Money.PerDollar);
}

/// <summary>A spend limit of a day's, week's or month's budget against the forecast of what falls under it.</summary>
/// <param name="Value">Picodollars, what a human has allowed on top included.</param>
public sealed record BudgetForecast(PolicyFile File, Budget Budget, Int128 Value, PeriodForecast Period)
{
    private double Dollars => (double)Money.ToDollars(Value);

    public bool IsExceeded => Period.Spent >= Value;

    public bool IsExpectedToExceed => IsExceeded || Period.Expected >= Value;

    /// <summary>How likely, 0 to 1; null with too little history.</summary>
    public double? Chance => IsExceeded ? 1 : Period.Forecast.ChanceOf(Dollars);

    /// <summary>The day on which the expected use reaches the limit; null when it is not to, or is reached already.</summary>
    public DateOnly? On => !IsExceeded && Period.Forecast.DaysUntil(Dollars) is { } days ? Period.Today.AddDays(days) : null;
}

/// <summary>Forecasts from a ledger. In a write transaction.</summary>
public sealed class SpendForecasts(LedgerStore ledger, LocalTime time, long now)
{
    private readonly Dictionary<Scope, HourlyUse> _uses = [];
    private IReadOnlyList<Override>? _allowed;

    public DateOnly Today { get; } = DateOnly.FromDateTime(time.At(now));

    public HourlyUse Use(Scope scope)
    {
        if (!_uses.TryGetValue(scope, out var use))
        {
            _uses.Add(scope, use = HourlyQuery.Read(ledger, time, now, scope));
        }

        return use;
    }

    public PeriodForecast Of(BudgetPeriod period, Scope scope) => Of(period, scope, Today);

    /// <param name="period">Day, week or month.</param>
    /// <param name="scope">What counts.</param>
    /// <param name="day">A day of it, today or before: of a period that is over nothing more is expected.</param>
    public PeriodForecast Of(BudgetPeriod period, Scope scope, DateOnly day)
    {
        var use = Use(scope);
        var (first, end) = new ForecastPeriod(period, time.WeekStart).Around(day);
        return new PeriodForecast(period, first, end, Today, use.Spent(first, end), use.IsFloorIn(first, end), end <= Today ? Whole(use.History, first, end) : Of(use.History, first, end), use.HasUnpriced, use.IsFloor);
    }

    private Forecast Of(UseHistory history, DateOnly first, DateOnly end) =>
        Forecaster.Of(history, history.Index(Today), time.At(now).TimeOfDay.TotalHours, history.Index(first), history.Index(end));

    private Forecast Whole(UseHistory history, DateOnly first, DateOnly end) =>
        Forecast.Over(history.Sum(history.Index(first), history.Index(end)), Forecaster.Enough(history, history.Index(Today)));

    public IReadOnlyList<BudgetForecast> Budgets(EffectivePolicy policy) => Budgets(policy, Today);

    /// <summary>Every spend limit over the day, week or month that a day falls in, with what a human has allowed on top.</summary>
    public IReadOnlyList<BudgetForecast> Budgets(EffectivePolicy policy, DateOnly day) => [..
        from file in policy.Files
        from budget in file.Budgets
        where budget.Period is BudgetPeriod.Day or BudgetPeriod.Week or BudgetPeriod.Month
        from limit in budget.Limits
        where limit.Kind == LimitKind.Spend
        let period = Of(budget.Period, budget.Scope, day)
        select new BudgetForecast(file, budget, limit.Value + Allowed(budget, period), period)];

    /// <summary>What holds now, or held at any time of a period that is over.</summary>
    private Int128 Allowed(Budget budget, PeriodForecast period)
    {
        _allowed ??= Overrides.OfBudgets(ledger, long.MinValue);
        if (_allowed.Count == 0)
        {
            return 0;
        }

        var since = period.IsOver ? time.StartOfDay(period.First) : now;
        return Overrides.For([.. _allowed.Where(entry => entry.Until > since)], budget, LimitKind.Spend, time.StartOfDay(period.End));
    }

    public Backtest Backtest(BudgetPeriod period)
    {
        var history = Use(Scope.Everything).History;
        return Bursar.Forecasting.Backtest.Of(history, new ForecastPeriod(period, time.WeekStart), history.Index(Today));
    }

    /// <summary>An instant as microseconds, for callers that have a clock.</summary>
    public static SpendForecasts At(LedgerStore ledger, LocalTime time, DateTimeOffset now) => new(ledger, time, Timestamp.Of(now));

    /// <summary>The same by the days of another zone; these, where it is none.</summary>
    public SpendForecasts In(LocalTime other) => other.Zone.Equals(time.Zone) && other.WeekStart == time.WeekStart ? this : new SpendForecasts(ledger, other, now);
}
