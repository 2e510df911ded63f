namespace Bursar.Bench.Corpus;

/// <summary>Client versions met in the corpus.</summary>
internal static class Versions
{
    /// <summary>The last kind of client whose main files hold early snapshots.</summary>
    public const string BeforeSettling = "2.1.92";

    private static readonly string[] Settled = ["2.1.269", "2.1.241", "2.1.197", "2.1.160", "2.1.128"];

    public static string Pick(Dice dice) => dice.Chance(0.15) ? BeforeSettling : dice.PickEarly(Settled);
}
