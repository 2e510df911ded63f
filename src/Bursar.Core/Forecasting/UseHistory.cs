namespace Bursar.Forecasting;

/// <summary>What was spent by local day and hour, in dollars, without gaps: a day without use is a day of zeros.</summary>
/// <param name="First">The first day.</param>
/// <param name="Hours">24 sums for each day from the first on; the last may still be going on.</param>
public sealed record UseHistory(DateOnly First, IReadOnlyList<double[]> Hours)
{
    public const int HoursPerDay = 24;

    private readonly double[] _totals = [.. Hours.Select(day => day.Sum())];

    public int Count => Hours.Count;

    public static UseHistory None { get; } = new(DateOnly.MinValue, []);

    public DateOnly Day(int index) => First.AddDays(index);

    public int Index(DateOnly day) => day.DayNumber - First.DayNumber;

    public double Total(int index) => index < 0 || index >= Count ? 0 : _totals[index];

    /// <summary>Of whole days.</summary>
    public double Sum(int from, int until)
    {
        var sum = 0.0;
        for (var i = Math.Max(0, from); i < Math.Min(Count, until); i++)
        {
            sum += Total(i);
        }

        return sum;
    }

    /// <summary>What a day had used at a time of day; of an hour that has begun, all that stands in it.</summary>
    /// <param name="hour">0 to 24.</param>
    public double Before(int index, double hour) => index < 0 || index >= Count ? 0 : Sum(Hours[index].AsSpan(0, (int)Math.Ceiling(hour)));

    /// <summary>What a day that is over used after a time of day.</summary>
    public double After(int index, double hour)
    {
        if (index < 0 || index >= Count)
        {
            return 0;
        }

        var whole = (int)hour;
        return whole >= HoursPerDay ? 0 : Sum(Hours[index].AsSpan(whole + 1)) + (Hours[index][whole] * (1 - (hour - whole)));
    }

    private static double Sum(ReadOnlySpan<double> hours)
    {
        var sum = 0.0;
        foreach (var hour in hours)
        {
            sum += hour;
        }

        return sum;
    }
}
