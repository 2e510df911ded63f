using System.Text.Json;
using Bursar.Guard.Protection.Shell;

namespace Bursar.Guard.Protection;

/// <summary>
/// Whether a tool call of the agent would change what guards it: the limits, the ledger, the transcripts, the settings that
/// install the hooks. docs/security.md says what this stops and what it does not.
/// </summary>
public static class WriteCheck
{
    private static readonly string[] CommandKeys = ["command", "cmd", "script", "shell_command", "commandLine", "command_line"];

    private static readonly string[] FolderKeys = ["cwd", "workdir", "working_directory", "workingDirectory", "directory"];

    /// <param name="toolName">As the event names it: <c>Write</c>, <c>Bash</c>, <c>mcp__fs__write_file</c>.</param>
    /// <param name="toolInput">The tool's input; anything but an object is free.</param>
    /// <param name="cwd">The folder that the tool starts in.</param>
    /// <param name="home">What <c>~</c> means, or null.</param>
    /// <param name="paths">What is protected.</param>
    /// <returns>Null when the call is free; otherwise one sentence for user and model.</returns>
    public static string? Refusal(string toolName, JsonElement toolInput, string cwd, string? home, ProtectedPaths paths)
    {
        if (IsGuard(toolName))
        {
            return Refusals.Event(toolName);
        }

        if (toolInput.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        var check = new PathCheck(paths, string.IsNullOrEmpty(home) ? null : home);
        var folder = PathText.IsRooted(PathText.Slashes(cwd)) ? PathText.Slashes(cwd) : Mark.UnknownText;
        if (FileTools.Refusal(toolName, toolInput, folder, check) is { } refusal)
        {
            return refusal;
        }

        foreach (var key in FolderKeys)
        {
            folder = toolName is not "Bash" && JsonText.Find(toolInput, key) is { ValueKind: JsonValueKind.String } value ? PathText.Normal(PathText.Join(folder, Mark.Clean(JsonText.Of(value)), check.Home), folder) : folder;
        }

        foreach (var key in CommandKeys)
        {
            if (JsonText.Find(toolInput, key) is { } command && Text(command) is { Length: > 0 } text)
            {
                text += Arguments(toolInput);
                return toolName.Contains("powershell", StringComparison.OrdinalIgnoreCase) || toolName.Contains("pwsh", StringComparison.OrdinalIgnoreCase)
                    ? PowerShellCheck.Refusal(text, [folder], check)
                    : ShellCheck.Refusal(text, folder, check);
            }
        }

        return JsonText.Find(toolInput, "code") is { } code && Text(code) is { } program && check.InText(Mark.Clean(program), [folder]) is { } named ? Refusals.Protected(named, check.Home) : null;
    }

    /// <summary>
    /// The tool that hooks ask, of Bursar's MCP server under whatever name: an event that no client sent names a transcript,
    /// which may be made up too. A hook's own call of it is no tool call of the agent.
    /// </summary>
    private static bool IsGuard(string toolName) =>
        toolName.StartsWith("mcp__", StringComparison.Ordinal) && toolName.EndsWith("__guard", StringComparison.Ordinal) && toolName.Contains("bursar", StringComparison.OrdinalIgnoreCase);

    /// <summary>A command line, or the words of one.</summary>
    private static string? Text(JsonElement command) => command.ValueKind switch
    {
        JsonValueKind.String => JsonText.Of(command),
        JsonValueKind.Array => string.Join(' ', command.EnumerateArray().Where(word => word.ValueKind is JsonValueKind.String).Select(word => Quoted(JsonText.Of(word)))),
        _ => null,
    };

    private static string Arguments(JsonElement input) =>
        JsonText.Find(input, "args") is { ValueKind: JsonValueKind.Array } words ? " " + Text(words) : "";

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
