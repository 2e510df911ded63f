namespace Bursar.Estimating;

/// <summary>How estimates of one kind of phase have compared with what the phases took.</summary>
/// <param name="Ratios">Actual by estimated, of each.</param>
/// <param name="ErrorWithout">The typical factor, less one, by which an estimate was off: 0.5 means half as much again, or two thirds.</param>
/// <param name="ErrorWith">The same when each estimate is multiplied by what the others alone suggest; null below two.</param>
public sealed record Calibration(LogSample Ratios, double? ErrorWithout, double? ErrorWith)
{
    /// <summary>Fewer than this are no reason to correct an estimate.</summary>
    public const int MinForSuggestion = 3;

    public int Count => Ratios.Count;

    /// <summary>What to multiply an estimate by; null when nothing is known.</summary>
    public double? Multiplier => Ratios.GeometricMean;

    /// <summary>What must be said with few data; null when there are enough.</summary>
    public string? Note => Count >= LogSample.MinForInterval ? null
        : Count == 0 ? "no phase with this estimate has ended yet"
        : $"few data: {Count} of at least {LogSample.MinForInterval} phases that an interval needs";

    public static Calibration Of(IEnumerable<PastPhase> phases, EstimateUnit unit)
    {
        var ratios = phases.Select(phase => Ratio(phase, unit)).OfType<double>().ToList();
        var logs = ratios.ConvertAll(Math.Log);
        var sum = logs.Sum();
        return new Calibration(
            new LogSample(ratios),
            logs.Count == 0 ? null : Factor(logs.Average(Math.Abs)),
            logs.Count < 2 ? null : Factor(logs.Average(log => Math.Abs(log - ((sum - log) / (logs.Count - 1))))));
    }

    private static double Factor(double meanLog) => Math.Exp(meanLog) - 1;

    private static double? Ratio(PastPhase phase, EstimateUnit unit)
    {
        var (estimate, actual) = unit == EstimateUnit.Dollars ? (phase.EstimatedDollars, phase.ActualDollars) : (phase.EstimatedTokens, phase.ActualTokens);
        return estimate > 0 && actual > 0 ? actual / estimate : null;
    }
}
