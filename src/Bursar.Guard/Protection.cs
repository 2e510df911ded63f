using System.Text.Json;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard;

/// <summary>Keeps the agent's tools from what the guard stands on.</summary>
internal static class Protection
{
    /// <returns>Null when the tool is free; else why it is not.</returns>
    public static string? Refusal(GuardEnvironment environment, HookEvent hook, string? project, EffectivePolicy policy)
    {
        if (hook.ToolName is not { } tool || hook.ToolInput.IsEmpty)
        {
            return null;
        }

        try
        {
            using var input = JsonDocument.Parse(hook.ToolInput);
            return WriteCheck.Refusal(tool, input.RootElement, hook.Cwd ?? project ?? "/", environment.Home, Paths(environment, project, policy), environment.Variables);
        }
        catch (JsonException)
        {
            // The event as a whole was read; an input that cannot be is none that a tool could act on.
            return null;
        }
    }

    private static ProtectedPaths Paths(GuardEnvironment environment, string? project, EffectivePolicy policy) => ProtectedPaths.Of(
        environment.Paths,
        environment.ManagedPolicy,
        environment.Home,
        project,
        TranscriptRoots.Find(environment.Variables, environment.Home),
        AppContext.BaseDirectory,
        policy.Files.SelectMany(file => file.ProtectedPaths.Select(path => Based(file, path))));

    /// <summary>A relative path in a policy starts at the project for a project's file, and beside the file otherwise.</summary>
    private static string Based(PolicyFile file, string path)
    {
        if (path.StartsWith('~') || Path.IsPathRooted(path))
        {
            return path;
        }

        var folder = Path.GetDirectoryName(file.Path);
        return Path.Combine((file.Source == PolicySource.Project && Path.GetFileName(folder) is ".bursar" ? Path.GetDirectoryName(folder) : folder) ?? "/", path);
    }
}
