namespace Bursar.Estimating;

/// <summary>
/// Positive figures, looked at by their logarithms: a phase that took twice as much and one that took half are off by the
/// same, and no figure can be below zero.
/// </summary>
public sealed class LogSample
{
    /// <summary>Below this an interval would say more about the few than about the next.</summary>
    public const int MinForInterval = 5;

    /// <summary>The normal quantile that leaves a tenth above it.</summary>
    private const double Z = 1.2815515655446004;

    private readonly double[] _logs;

    public LogSample(IEnumerable<double> values) => _logs = [.. values.Select(value => Math.Log(value)).Order()];

    public int Count => _logs.Length;

    public double? Median => Count == 0 ? null : Math.Exp((_logs[(Count - 1) / 2] + _logs[Count / 2]) / 2);

    public double? GeometricMean => Count == 0 ? null : Math.Exp(_logs.Average());

    /// <summary>Where the next figure is expected in four of five cases; null when there are too few to say.</summary>
    public Interval? Interval
    {
        get
        {
            if (Count < MinForInterval)
            {
                return null;
            }

            var mean = _logs.Average();
            var deviation = Math.Sqrt(_logs.Sum(log => (log - mean) * (log - mean)) / (Count - 1));
            var reach = Student(Count - 1) * deviation * Math.Sqrt(1 + (1.0 / Count));
            return new Interval(Math.Exp(mean - reach), Math.Exp(mean + reach));
        }
    }

    /// <summary>
    /// The quantile of Student's t that leaves a tenth above it, by its expansion in 1/<paramref name="freedom"/>; from 4
    /// degrees of freedom on it is right to a ten-thousandth.
    /// </summary>
    internal static double Student(int freedom)
    {
        double n = freedom, z2 = Z * Z, z3 = z2 * Z, z5 = z3 * z2, z7 = z5 * z2, z9 = z7 * z2;
        return Z + ((z3 + Z) / (4 * n)) + (((5 * z5) + (16 * z3) + (3 * Z)) / (96 * n * n))
            + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * Z)) / (384 * n * n * n))
            + (((79 * z9) + (776 * z7) + (1482 * z5) - (1920 * z3) - (945 * Z)) / (92160 * n * n * n * n));
    }
}

/// <summary>From, to.</summary>
public sealed record Interval(double Low, double High)
{
    public Interval Times(double factor) => new(Low * factor, High * factor);
}
