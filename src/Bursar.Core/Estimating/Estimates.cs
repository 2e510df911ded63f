namespace Bursar.Estimating;

/// <summary>What past estimates of one name, or of all, were worth.</summary>
public sealed record EstimateHistory(string? Name, Calibration Dollars, Calibration Tokens)
{
    public Calibration Of(EstimateUnit unit) => unit == EstimateUnit.Dollars ? Dollars : Tokens;
}

/// <summary>What a suggestion rests on.</summary>
public enum SuggestionBasis
{
    /// <summary>Too few phases with estimates have ended; the estimate stands as it is.</summary>
    None,

    /// <summary>Phases of any name.</summary>
    Overall,

    /// <summary>Phases of the same name.</summary>
    Name,
}

/// <summary>An estimate, corrected by what earlier ones were worth. In dollars or tokens, by the unit.</summary>
/// <param name="Count">How many phases it rests on.</param>
/// <param name="Interval">Where the actual figure is expected in four of five cases; null with too few data.</param>
public sealed record Suggestion(EstimateUnit Unit, double Estimate, double Suggested, double Multiplier, SuggestionBasis Basis, int Count, Interval? Interval, string? Note);

/// <summary>What phases of a name took so far, whether estimated or not.</summary>
public sealed record Expectation(string Name, LogSample Dollars, LogSample Tokens);

/// <summary>Learns from phases that have ended.</summary>
public sealed class Estimates(IReadOnlyList<PastPhase> past)
{
    /// <summary>One for each name with an estimate, in the order of the alphabet.</summary>
    public IReadOnlyList<EstimateHistory> ByName => [.. past.GroupBy(phase => phase.Name, StringComparer.Ordinal)
        .Select(group => History(group.Key, group)).Where(history => history.Dollars.Count + history.Tokens.Count > 0).OrderBy(history => history.Name, StringComparer.Ordinal)];

    public EstimateHistory Overall => History(null, past);

    /// <summary>
    /// The name's own history where at least <see cref="Calibration.MinForSuggestion"/> of its phases are known, else that
    /// of all phases, else the estimate as it is.
    /// </summary>
    public Suggestion Suggest(string name, EstimateUnit unit, double estimate)
    {
        var own = History(name, past.Where(phase => phase.Name == name)).Of(unit);
        var all = Overall.Of(unit);
        var (calibration, basis) = own.Count >= Calibration.MinForSuggestion ? (own, SuggestionBasis.Name)
            : all.Count >= Calibration.MinForSuggestion ? (all, SuggestionBasis.Overall)
            : (all, SuggestionBasis.None);
        return basis == SuggestionBasis.None
            ? new Suggestion(unit, estimate, estimate, 1, basis, all.Count, null, $"not calibrated: {all.Count} of at least {Calibration.MinForSuggestion} phases with an estimate have ended")
            : new Suggestion(unit, estimate, estimate * calibration.Multiplier!.Value, calibration.Multiplier.Value, basis, calibration.Count, calibration.Ratios.Interval?.Times(estimate), calibration.Note);
    }

    /// <summary>What a phase of this name is likely to take, without an estimate.</summary>
    public Expectation Expect(string name)
    {
        var same = past.Where(phase => phase.Name == name).ToList();
        return new Expectation(name,
            new LogSample(same.Select(phase => phase.ActualDollars).OfType<double>().Where(actual => actual > 0)),
            new LogSample(same.Select(phase => phase.ActualTokens).OfType<double>().Where(actual => actual > 0)));
    }

    private static EstimateHistory History(string? name, IEnumerable<PastPhase> phases)
    {
        var all = phases.ToList();
        return new EstimateHistory(name, Calibration.Of(all, EstimateUnit.Dollars), Calibration.Of(all, EstimateUnit.Tokens));
    }
}
