namespace Bursar.Guard.Protection;

/// <summary>What a refused call is answered with: one sentence for the user and the model alike.</summary>
internal static class Refusals
{
    public static string Protected(ProtectedPath path, string? home)
    {
        var shown = home is { Length: > 1 } && path.Path.StartsWith(PathText.Slashes(home) + "/", StringComparison.Ordinal) ? "~" + path.Path[home.Length..] : path.Path;
        return $"Bursar protects {shown} ({path.What}): the agent's tools may read it but not change it, so that a session cannot loosen its own limits; a human can change it outside the session.";
    }

    public static string Human(string command) =>
        $"Bursar refuses `{command}` to the agent's tools, so that a session cannot loosen its own limits; a human can run it in a terminal outside the session.";

    public static string Event(string tool) =>
        $"Bursar keeps {tool} for the client's hooks: an event that no client sent is none. check_limits tells what is left.";

    public static string Kill { get; } =
        "Bursar refuses to have its own programs killed by the agent's tools, for they guard this session; a human can stop them outside the session.";

    public static string Tangled { get; } =
        "Bursar cannot tell what this command writes, because it is nested too deep or expands to too much, and protects the limits of this session; write it more simply, or have a human run it outside the session.";
}
