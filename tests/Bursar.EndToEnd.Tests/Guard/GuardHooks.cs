using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>The client's settings with the guard installed, as <c>bursar init</c> writes them.</summary>
internal static class GuardHooks
{
    private static readonly string[] Events =
        ["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolBatch", "SubagentStart", "SubagentStop", "Stop", "SessionEnd"];

    private static readonly string[] Fields =
        ["hook_event_name", "session_id", "transcript_path", "cwd", "agent_id", "agent_type", "tool_name", "tool_use_id", "tool_input"];

    public static JsonObject Settings(HookForm form) => For(form, Events);

    /// <summary>For clients that do not know PostToolBatch.</summary>
    public static JsonObject SettingsOfOlderClients(HookForm form) => For(form, [.. Events.Select(e => e == "PostToolBatch" ? "PostToolUse" : e)]);

    /// <summary>The client's configuration with the MCP server in it.</summary>
    public static JsonObject Servers => new()
    {
        ["mcpServers"] = new JsonObject
        {
            ["bursar"] = new JsonObject { ["type"] = "stdio", ["command"] = BursarProgram.Executable, ["args"] = new JsonArray("mcp") },
        },
    };

    private static JsonObject For(HookForm form, string[] events)
    {
        var hooks = new JsonObject();
        foreach (var name in events)
        {
            var hook = form == HookForm.McpTool && name == "PreToolUse" ? McpTool() : new JsonObject { ["type"] = "command", ["command"] = form == HookForm.McpTool && (name is "UserPromptSubmit" or "PostToolBatch" or "PostToolUse") ? $"{HookProgram.Executable} --asks-over-mcp" : HookProgram.Executable, ["timeout"] = 10 };
            var entry = new JsonObject { ["hooks"] = new JsonArray(hook) };
            if (name is "PreToolUse" or "PostToolUse")
            {
                entry["matcher"] = "*";
            }

            hooks[name] = new JsonArray(entry);
        }

        return new JsonObject { ["hooks"] = hooks };
    }

    private static JsonObject McpTool() => new()
    {
        ["type"] = "mcp_tool",
        ["server"] = "bursar",
        ["tool"] = "guard",
        ["input"] = new JsonObject(Fields.Select(field => KeyValuePair.Create(field, (JsonNode?)$"${{{field}}}"))),
        ["timeout"] = 10,
    };
}
