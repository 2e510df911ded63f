using Bursar.Forecasting;

namespace Bursar.Tests.Forecasting;

/// <summary>Histories of known shape; the same seed makes the same one.</summary>
internal static class Histories
{
    private static readonly DateOnly Monday = new(2025, 9, 1);

    /// <summary>Use from 9 to 17 o'clock of each day, some hours busy and some idle.</summary>
    public static UseHistory Of(IEnumerable<double> totals) => new(Monday, [.. totals.Select((total, day) =>
    {
        var random = new Random(day);
        var shares = Enumerable.Range(0, 8).Select(_ => random.NextDouble() < 0.3 ? 0.02 : random.NextDouble()).ToArray();
        var hours = new double[UseHistory.HoursPerDay];
        for (var i = 0; i < shares.Length; i++)
        {
            hours[9 + i] = total * shares[i] / shares.Sum();
        }

        return hours;
    })]);

    /// <summary>Weekdays of some dollars, quiet weekends, and days that differ by half as much again.</summary>
    public static UseHistory OfWeeks(int seed, int days, Func<int, Random, double>? level = null)
    {
        var random = new Random(seed);
        return Of(Enumerable.Range(0, days).Select(day => (level?.Invoke(day, random) ?? 20) * (day % 7 < 5 ? 1 : 0.15) * Math.Exp(0.4 * Normal(random))).ToList());
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
