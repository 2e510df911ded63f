namespace Bursar.Anomalies;

/// <summary>
/// Earlier amounts of the same kind, by their logarithms: the median and the median distance from it, which a few wild ones
/// among them do not move.
/// </summary>
public sealed class OwnHistory
{
    /// <summary>Scaled distances from the median from which on an amount is far outside.</summary>
    public const double FarOutside = 3.5;

    /// <summary>And it must be so many times the median.</summary>
    public const double LeastFactor = 3;

    /// <summary>Amounts that never differ would make any difference far: they are taken to differ by a quarter.</summary>
    private const double LeastSpread = 0.25;

    /// <summary>Makes the median distance of normal figures their standard deviation.</summary>
    private const double Normal = 1.4826;

    private readonly double[] _logs;

    public OwnHistory(IEnumerable<double> amounts) => _logs = [.. amounts.Where(amount => amount > 0).Select(amount => Math.Log(amount))];

    public int Count => _logs.Length;

    /// <summary>What was usual; 0 without any.</summary>
    public double Median => Count == 0 ? 0 : Math.Exp(MedianOf(_logs));

    /// <summary>By how many scaled distances an amount lies above the median.</summary>
    public double Distance(double amount)
    {
        if (Count == 0 || amount <= 0)
        {
            return 0;
        }

        var median = MedianOf(_logs);
        var spread = Normal * MedianOf(Array.ConvertAll(_logs, log => Math.Abs(log - median)));
        return (Math.Log(amount) - median) / Math.Max(LeastSpread, spread);
    }

    /// <param name="least">With fewer earlier ones nothing is outside.</param>
    public bool IsFarOutside(double amount, int least) => Count >= least && amount >= LeastFactor * Median && Distance(amount) >= FarOutside;

    private static double MedianOf(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
