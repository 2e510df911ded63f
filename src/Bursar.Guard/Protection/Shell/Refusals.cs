namespace Bursar.Guard;

/// <summary>The sentences with which a write is refused; user and model read the same.</summary>
internal static class Refusals
{
    public static string Write(string what, ProtectedPath entry, Targets targets) =>
        $"Bursar: {what} may change {targets.Shown(entry.Path)}, which is protected: {entry.Why}. Claude's tools may read it; a human can change it outside the session.";

    public static string Human(string command, string why) =>
        $"Bursar: `{command}` is for a human, in a terminal of their own outside the session: {why}.";
}
