using Bursar.Estimating;

namespace Bursar.Forecasting;

/// <summary>What a period is expected to have used when it ends. In dollars.</summary>
/// <param name="Spent">What the part of it that is over used.</param>
/// <param name="Rest">What the rest is expected to use.</param>
/// <param name="Interval">Where the total is expected in four of five cases; null with too little history.</param>
/// <param name="StraightLine">The pace so far, kept up; null before the period has begun.</param>
/// <param name="DailyRest">What each day from today on is expected to use yet.</param>
/// <param name="Totals">Totals the period might have, sorted; empty with too little history.</param>
public sealed record Forecast(double Spent, double Rest, Interval? Interval, double? StraightLine, IReadOnlyList<double> DailyRest, IReadOnlyList<double> Totals, Enough Enough)
{
    public double Expected => Spent + Rest;

    /// <summary>Of a period that is over: nothing is left to expect.</summary>
    public static Forecast Over(double spent, Enough enough) => new(spent, 0, null, null, [], [], enough);

    /// <summary>How likely the total reaches an amount, 0 to 1; null with too little history.</summary>
    public double? ChanceOf(double amount) => Spent >= amount ? 1 : Totals.Count == 0 ? null : (double)Totals.Count(total => total >= amount) / Totals.Count;

    /// <summary>After how many days the expected use reaches an amount (0: today); null when it does not in this period.</summary>
    public int? DaysUntil(double amount)
    {
        var sum = Spent;
        for (var i = 0; i < DailyRest.Count; i++)
        {
            sum += DailyRest[i];
            if (sum >= amount)
            {
                return i;
            }
        }

        return Spent >= amount ? 0 : null;
    }
}

/// <summary>How much history there is: below the least, more would be said than is known.</summary>
/// <param name="DaysWithUse">Days before today on which something was used.</param>
/// <param name="Days">Days from the first of them through yesterday.</param>
public readonly record struct Enough(int DaysWithUse, int Days)
{
    public const int LeastDaysWithUse = 14;

    /// <summary>Three weeks, so that each weekday was seen three times.</summary>
    public const int LeastDays = 21;

    public bool IsEnough => DaysWithUse >= LeastDaysWithUse && Days >= LeastDays;
}
