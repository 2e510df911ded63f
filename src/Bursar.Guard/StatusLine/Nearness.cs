using Bursar.Policy;

namespace Bursar.Guard.StatusLine;

/// <summary>How near something is to its end, and so its colour.</summary>
internal enum Tone
{
    Plain,

    /// <summary>Less than three quarters are used.</summary>
    Calm,

    /// <summary>Three quarters and more.</summary>
    Near,

    /// <summary>Nine tenths and more.</summary>
    Close,

    /// <summary>All of it.</summary>
    Reached,
}

internal static class Nearness
{
    public const long Whole = 100_000;

    /// <summary>Thousandths of a percent of a limit that are used; a limit of nothing is reached.</summary>
    public static Int128 Of(LimitStatus limit) => limit.Value > 0 ? limit.Used * Whole / limit.Value : Whole;

    /// <param name="used">Thousandths of a percent.</param>
    public static Tone Tone(Int128 used) =>
        used >= Whole ? StatusLine.Tone.Reached
        : used >= 90_000 ? StatusLine.Tone.Close
        : used >= 75_000 ? StatusLine.Tone.Near
        : StatusLine.Tone.Calm;
}
