namespace Bursar.Policy;

/// <summary>By whose account spend limits are held against a session.</summary>
public enum SpendBasis
{
    /// <summary>The transcripts' responses at list prices.</summary>
    Transcript,

    /// <summary>The client's own total, and the responses since it told it; without one the transcripts.</summary>
    Reported,

    /// <summary>The higher of the two.</summary>
    Highest,
}

public static class SpendBases
{
    public static string Word(this SpendBasis basis) => basis.ToString().ToLowerInvariant();

    /// <summary>Picodollars by a basis.</summary>
    public static Int128 Of(this SpendBasis basis, Spent spent) => spent.Cost + basis switch
    {
        SpendBasis.Transcript => 0,
        SpendBasis.Reported => spent.ReportedExtra,
        _ => Int128.Max(0, spent.ReportedExtra),
    };
}
