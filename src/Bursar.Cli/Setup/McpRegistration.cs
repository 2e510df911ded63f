using System.Text.Json;
using Bursar.Cli.Mcp;
using Bursar.Cli.Setup.Json;

namespace Bursar.Cli.Setup;

/// <summary>What happens, or happened, to the entry of Bursar's MCP server.</summary>
/// <param name="File">Where it stands.</param>
/// <param name="Fault">Why it could not be done; null when nothing stood in the way.</param>
internal sealed record McpPlan(string File, HookAction? Action, string? Fault = null);

/// <summary>The entry of Bursar's MCP server in Claude Code's configuration.</summary>
internal abstract class McpRegistration(string file, string program)
{
    public static readonly string ProgramName = OperatingSystem.IsWindows() ? "bursar.exe" : "bursar";

    public string File { get; } = file;

    public string Program { get; } = OperatingSystem.IsWindows() ? program.Replace('\\', '/') : program;

    /// <summary>The entry as JSON: what a user added to an older one, such as <c>env</c>, stays.</summary>
    protected JsonText Entry(JsonElement? old) => JsonText.Object(
    [
        ("type", JsonText.Of("stdio")), ("command", JsonText.Of(Program)), ("args", JsonText.Array(JsonText.Of("mcp"))),
        .. old is { ValueKind: JsonValueKind.Object } known ? known.EnumerateObject().Where(member => member.Name is not ("type" or "command" or "args")).Select(member => ((string?)member.Name, JsonText.Raw(member.Value.GetRawText()))) : [],
    ]);

    /// <summary>Whether an entry of Bursar's is there, of whatever install.</summary>
    public bool IsRegistered => Existing() is { } entry && IsOwn(entry);

    /// <summary>What has to be done so that the server is there. Nothing is written yet, and what stands in the way is told.</summary>
    public McpPlan Installing() => Plan(old => old switch
    {
        null => HookAction.Added,
        { } entry when !IsOwn(entry) => throw UserError.BadInput($"another MCP server is named {BursarServer.Name} there", "Rename it, or leave Bursar's out with --no-mcp."),
        { } entry when Text(entry, "command") == Program => HookAction.Kept,
        _ => HookAction.Replaced,
    });

    /// <summary>What has to be done so that it is not; an entry of the same name that starts another program is another's.</summary>
    public McpPlan Removing() => Plan(old => old is { } entry && IsOwn(entry) ? HookAction.Removed : null);

    private McpPlan Plan(Func<JsonElement?, HookAction?> action)
    {
        try
        {
            var planned = action(Existing());
            return new McpPlan(File, planned, planned is null or HookAction.Kept ? null : Hindrance(planned.Value));
        }
        catch (UserError e)
        {
            return new McpPlan(File, HookAction.Kept, e.Hint is null ? e.Message : $"{e.Message}. {e.Hint}");
        }
    }

    /// <summary>Why it cannot be done, as far as that is known before; null when nothing is.</summary>
    protected virtual string? Hindrance(HookAction action) => null;

    /// <summary>Does what was planned.</summary>
    /// <returns>The plan, with what went wrong.</returns>
    public abstract McpPlan Apply(McpPlan plan);

    /// <summary>The entry of the name <c>bursar</c>; null if there is none.</summary>
    protected abstract JsonElement? Existing();

    /// <summary>Whether the entry is there that was to be added.</summary>
    protected bool IsThere() => Existing() is { } entry && IsOwn(entry) && Text(entry, "command") == Program;

    private static bool IsOwn(JsonElement entry) => entry.ValueKind == JsonValueKind.Object
        && Path.GetFileName(Text(entry, "command") ?? "").Equals(ProgramName, StringComparison.OrdinalIgnoreCase)
        && entry.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Array && args.GetArrayLength() == 1 && args[0].ValueKind == JsonValueKind.String && args[0].ValueEquals("mcp");

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
