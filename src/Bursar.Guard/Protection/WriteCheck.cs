using System.Text.Json;

namespace Bursar.Guard;

/// <summary>Whether a tool may run, as far as the guard's own files are concerned.</summary>
public static class WriteCheck
{
    /// <param name="toolName">As the client names it: <c>Edit</c>, <c>Bash</c>, <c>mcp__files__write_file</c>.</param>
    /// <param name="toolInput">The tool's input; anything but an object is free.</param>
    /// <param name="cwd">The folder that relative paths start from, absolute.</param>
    /// <param name="home">The user's home folder, for <c>~</c>.</param>
    /// <param name="paths">What is protected.</param>
    /// <param name="variables">The environment that commands will see, as far as it is known.</param>
    /// <returns>Null when the tool is free; else one sentence, for user and model, that says what is protected and why.</returns>
    public static string? Refusal(string toolName, JsonElement toolInput, string cwd, string? home, ProtectedPaths paths, Func<string, string?>? variables = null)
    {
        if (toolInput.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var targets = new Targets(paths, home);
        cwd = FilePaths.Normal(FilePaths.Slashed(cwd));
        return Command(toolName, toolInput, cwd, targets, variables) ?? new ToolPaths(toolName, targets, cwd).Refusal(toolInput);
    }

    private static string? Command(string toolName, JsonElement toolInput, string cwd, Targets targets, Func<string, string?>? variables)
    {
        foreach (var key in (ReadOnlySpan<string>)["command", "cmd", "script"])
        {
            if (toolInput.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String)
            {
                var state = new ShellState(targets, cwd, variables ?? (_ => null), toolName.Contains("PowerShell", StringComparison.OrdinalIgnoreCase));
                ShellScript.Run(Text(value), state, 0);
                if (state.Refusal is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return null;
    }

    /// <summary>A string of JSON; one that is no Unicode text names no file.</summary>
    internal static string Text(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, escaped: the client cannot hand it on either.
            return "";
        }
    }
}
