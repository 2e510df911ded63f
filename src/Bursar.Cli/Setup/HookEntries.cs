using System.Text.Json;
using Bursar.Cli.Mcp;
using Bursar.Cli.Setup.Json;

namespace Bursar.Cli.Setup;

/// <summary>An entry of Bursar's in the settings: event, matcher group, hook.</summary>
internal sealed record HookEntry(JsonElementSpan Event, JsonElementSpan Group, JsonElementSpan Hook, string Settings)
{
    public string EventName => Event.Name!;

    /// <summary>The command line; empty where the MCP server is called.</summary>
    public string Command => Hook.Value["command"]?.Text ?? "";

    public bool IsMcp => Hook.Value["type"]?.Text == HookForms.McpType;

    /// <summary>The client starts the hook for every tool, agent or reason.</summary>
    public bool IsForAll => Group.Value["matcher"] is not { } matcher || matcher.Text is "" or "*" or ".*";

    /// <summary>The entry is one that Bursar writes. The time-out may be the user's.</summary>
    public bool IsPlain => Hook.Value["timeout"]?.Kind == JsonValueKind.Number && Hook.Value.Elements.Count == (IsMcp ? 5 : 3) && Hook.Value["type"]?.Text is "command" or HookForms.McpType;
}

/// <summary>Finds Bursar's entries in settings.</summary>
internal static class HookEntries
{
    public static IEnumerable<HookEntry> Find(JsonSpan root) =>
        from byEvent in Elements(root["hooks"], JsonValueKind.Object)
        from grouped in Elements(byEvent.Value, JsonValueKind.Array)
        from hook in Elements(grouped.Value["hooks"], JsonValueKind.Array)
        let settings = Own(hook.Value)
        where settings is not null
        select new HookEntry(byEvent, grouped, hook, settings);

    /// <returns>Null where the entry is another's, else the settings before its command.</returns>
    private static string? Own(JsonSpan hook) => hook["type"]?.Text == HookForms.McpType
        ? (hook["server"]?.Text == BursarServer.Name && hook["tool"]?.Text == HookForms.McpTool ? "" : null)
        : hook["command"]?.Text is { } command && ShellWord.IsHook(command, hook["args"] is not null, out var before) ? before : null;

    /// <summary>Refuses settings in which the places where hooks are added are of another kind than the client reads.</summary>
    public static void Check(JsonSpan root, IEnumerable<HookedEvent> events, string path)
    {
        if (root["hooks"] is not { } hooks)
        {
            return;
        }

        Expect(hooks, JsonValueKind.Object, "hooks", path);
        foreach (var name in events.Select(hooked => hooked.Name))
        {
            if (hooks[name] is not { } groups)
            {
                continue;
            }

            Expect(groups, JsonValueKind.Array, $"hooks.{name}", path);
            for (var i = 0; i < groups.Elements.Count; i++)
            {
                var (group, at) = (groups.Elements[i].Value, $"hooks.{name}[{i}]");
                Expect(group, JsonValueKind.Object, at, path);
                Expect(group["hooks"], JsonValueKind.Array, $"{at}.hooks", path);
            }
        }
    }

    private static void Expect(JsonSpan? value, JsonValueKind kind, string at, string path)
    {
        if (value?.Kind != kind)
        {
            throw UserError.BadInput($"{path}: {at} is {(value is null ? "missing" : JsonSpans.Name(value.Kind))}; expected {JsonSpans.Name(kind)}, as Claude Code does.", "Nothing was written. Correct the file and run the command again.");
        }
    }

    private static IEnumerable<JsonElementSpan> Elements(JsonSpan? container, JsonValueKind kind) => container?.Kind == kind ? container.Elements : [];
}
