namespace Bursar.Cli.Setup;

/// <summary>The events that the guard answers, by what the installed client knows.</summary>
internal static class HookEvents
{
    /// <summary>Since when the client has PostToolBatch, which comes once for all tools of a response, denied ones too.</summary>
    private static readonly Version Batches = new(2, 1, 145);

    /// <summary>Before that, one unknown event made the client skip the whole settings file.</summary>
    private static readonly Version Tolerant = new(2, 1, 101);

    /// <param name="client">The installed client's version; null when it is not known.</param>
    public static IReadOnlyList<string> For(Version? client)
    {
        // Both where it is not known: they get the same answer, and one of the two is always heeded.
        string[] after = client is null ? ["PostToolBatch", "PostToolUse"] : client >= Batches ? ["PostToolBatch"] : ["PostToolUse"];
        string[] subagents = client is null || client >= Tolerant ? ["SubagentStart", "SubagentStop"] : ["SubagentStop"];
        return ["SessionStart", "UserPromptSubmit", "PreToolUse", .. after, .. subagents, "Stop", "SessionEnd"];
    }

    /// <summary>The group of one event; tabs stand for steps of indentation.</summary>
    public static string Entry(string name, string command)
    {
        var matcher = name is "PreToolUse" or "PostToolUse" ? "\n\t\"matcher\": \"*\"," : "";
        return $"{{{matcher}\n\t\"hooks\": [\n\t\t{{\n\t\t\t\"type\": \"command\",\n\t\t\t\"command\": {HookSettings.Quote(command)},\n\t\t\t\"timeout\": 10\n\t\t}}\n\t]\n}}";
    }
}
