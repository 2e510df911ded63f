using System.Text.Json;
using Bursar.Guard.Protection;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>Keeps the agent's tools from what the guard stands on.</summary>
internal static class WriteProtection
{
    /// <returns>Null when the tool is free; else why it is not.</returns>
    public static string? Refusal(GuardEnvironment environment, HookEvent hook, string? project, EffectivePolicy policy)
    {
        if (hook.ToolName is not { } tool || hook.ToolInput.IsEmpty)
        {
            return null;
        }

        var input = JsonElement.Parse(hook.ToolInput.Span, new JsonDocumentOptions { MaxDepth = HookEvent.MaxDepth });
        var paths = ProtectedPaths.Find(environment.Paths, environment.ManagedPolicy, environment.Variables, environment.Home, project, AppContext.BaseDirectory,
            policy.Files.SelectMany(file => file.ProtectedPaths.Select(path => Based(file, path))));
        return WriteCheck.Refusal(tool, input, hook.Cwd ?? project ?? "/", environment.Home, paths);
    }

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
