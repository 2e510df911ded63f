using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>The client's settings with the guard installed, as <c>bursar init</c> writes them.</summary>
internal static class GuardHooks
{
    private static readonly string[] Events =
        ["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolBatch", "SubagentStart", "SubagentStop", "Stop", "SessionEnd"];

    public static JsonObject Settings => For(Events);

    /// <summary>For clients that do not know PostToolBatch.</summary>
    public static JsonObject SettingsOfOlderClients => For([.. Events.Select(e => e == "PostToolBatch" ? "PostToolUse" : e)]);

    private static JsonObject For(string[] events)
    {
        var hooks = new JsonObject();
        foreach (var name in events)
        {
            var entry = new JsonObject { ["hooks"] = new JsonArray(new JsonObject { ["type"] = "command", ["command"] = HookProgram.Executable, ["timeout"] = 10 }) };
            if (name is "PreToolUse" or "PostToolUse")
            {
                entry["matcher"] = "*";
            }

            hooks[name] = new JsonArray(entry);
        }

        return new JsonObject { ["hooks"] = hooks };
    }
}
