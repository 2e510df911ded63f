using System.Text.Json;
using Bursar.Cli.Mcp;
using Bursar.Cli.Setup.Json;

namespace Bursar.Cli.Setup;

/// <summary>What is installed for an event: a command, or where the client asks before a tool, a call of the MCP server.</summary>
/// <param name="Command">The command line of the hook.</param>
/// <param name="AsksOverMcp">Whether tools are asked about by the MCP server.</param>
internal sealed record HookForms(string Command, bool AsksOverMcp)
{
    public const string McpType = "mcp_tool";
    public const string McpTool = "guard";

    /// <summary>Tells the hook before a prompt to wait for the MCP server, and the one after a tool to stand in where it has failed.</summary>
    public const string Flag = "--asks-over-mcp";

    /// <summary>The first client with hooks of this type (its changelog).</summary>
    public static readonly Version Since = new(2, 1, 118);

    private const string Asked = "PreToolUse";

    /// <summary>What the guard reads of an event; the client puts in what the event has, and nothing where it has not.</summary>
    private static readonly string[] Fields = ["hook_event_name", "session_id", "transcript_path", "cwd", "agent_id", "agent_type", "tool_name", "tool_use_id", "tool_input"];

    private static readonly string[] Standins = ["UserPromptSubmit", "PostToolBatch", "PostToolUse"];

    public string CommandFor(HookedEvent hooked) => AsksOverMcp && Standins.Contains(hooked.Name, StringComparer.Ordinal) ? $"{Command} {Flag}" : Command;

    public JsonText For(HookedEvent hooked) => IsMcp(hooked)
        ? JsonText.Object(("type", JsonText.Of(McpType)), ("server", JsonText.Of(BursarServer.Name)), ("tool", JsonText.Of(McpTool)), ("input", Input), ("timeout", JsonText.Of(hooked.Timeout)))
        : JsonText.Object(("type", JsonText.Of("command")), ("command", JsonText.Of(CommandFor(hooked))), ("timeout", JsonText.Of(hooked.Timeout)));

    /// <summary>Whether an entry is what would be installed. The time-out may be the user's.</summary>
    public bool Is(HookEntry entry, HookedEvent hooked) => IsMcp(hooked)
        ? entry.IsMcp && entry.IsPlain && entry.Hook.Value["input"] is { Kind: JsonValueKind.Object } input && input.Elements.Count == Fields.Length && Fields.All(field => input[field]?.Text == Template(field))
        : !entry.IsMcp && entry.IsPlain && entry.Command == entry.Settings + CommandFor(hooked);

    public bool IsMcp(HookedEvent hooked) => AsksOverMcp && hooked.Name == Asked;

    private static JsonText Input => JsonText.Object([.. Fields.Select(name => ((string?)name, JsonText.Of(Template(name))))]);

    private static string Template(string field) => $"${{{field}}}";
}
