using System.Text.Json;
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

    /// <summary>The entry as JSON.</summary>
    protected JsonText Entry => JsonText.Object(("type", JsonText.Of("stdio")), ("command", JsonText.Of(Program)), ("args", JsonText.Array(JsonText.Of("mcp"))));

    /// <summary>What has to be done so that the server is there.</summary>
    public McpPlan Installing() => new(File, Existing() switch
    {
        null => HookAction.Added,
        { } entry when IsWanted(entry) => HookAction.Kept,
        _ => HookAction.Replaced,
    });

    /// <summary>What has to be done so that it is not; an entry of the same name that starts another program is another's.</summary>
    public McpPlan Removing() => new(File, Existing() is { } entry && IsOwn(entry) ? HookAction.Removed : null);

    /// <summary>Does what was planned.</summary>
    /// <returns>The plan, with what went wrong.</returns>
    public abstract McpPlan Apply(McpPlan plan);

    /// <summary>The entry of the name <c>bursar</c>; null if there is none.</summary>
    protected abstract JsonElement? Existing();

    private bool IsWanted(JsonElement entry) => IsOwn(entry) && Text(entry, "command") == Program;

    private static bool IsOwn(JsonElement entry) => entry.ValueKind == JsonValueKind.Object
        && Path.GetFileName(Text(entry, "command") ?? "").Equals(ProgramName, StringComparison.OrdinalIgnoreCase)
        && entry.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Array && args.GetArrayLength() == 1 && args[0].ValueKind == JsonValueKind.String && args[0].ValueEquals("mcp");

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
