namespace Bursar.Estimating;

/// <summary>A phase that has ended, as far as statistics need it. Money that is stored or summed is never a double; this is neither.</summary>
/// <param name="EstimatedDollars">Null when nothing was estimated.</param>
/// <param name="ActualDollars">Null when a part of it has no price.</param>
/// <param name="EstimatedTokens">Of all kinds together, as are the actual ones.</param>
public sealed record PastPhase(string Name, double? EstimatedDollars, double? ActualDollars, double? EstimatedTokens, double? ActualTokens);

/// <summary>What an estimate is of.</summary>
public enum EstimateUnit
{
    Dollars,
    Tokens,
}
