using Bursar.Transcripts;

namespace Bursar.Cli.Setup;

/// <summary>Which settings file of Claude Code is meant.</summary>
internal static class SettingsPlace
{
    /// <summary>The MCP servers of a project, in its folder.</summary>
    public const string ServersFile = ".mcp.json";

    private const string FileName = "settings.json";
    private const string ClaudeFolder = ".claude";

    /// <summary>The settings of this user: in the first folder of <c>CLAUDE_CONFIG_DIR</c>, else in <c>~/.claude</c>.</summary>
    /// <exception cref="UserError">It is not known where that is (exit code 3).</exception>
    public static string User(Func<string, string?> environment, string? home) => TranscriptRoots.Find(environment, home) is [var root, ..]
        ? Path.Combine(root, FileName)
        : throw UserError.Unusable("It is not known where Claude Code keeps its settings: HOME is not set, and neither is CLAUDE_CONFIG_DIR.", "Set HOME, or set CLAUDE_CONFIG_DIR to the folder that holds settings.json.");

    /// <summary>The settings of the project that holds a folder: beside the nearest <c>.claude</c> or <c>.git</c>, else in the folder itself.</summary>
    /// <exception cref="UserError">These are the user's own settings (exit code 2).</exception>
    public static string Project(Func<string, string?> environment, string? home, string folder)
    {
        var project = folder;
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Directory.Exists(Path.Combine(at.FullName, ClaudeFolder)) || Path.Exists(Path.Combine(at.FullName, ".git")))
            {
                project = at.FullName;
                break;
            }
        }

        var path = Path.Combine(project, ClaudeFolder, FileName);
        var own = TranscriptRoots.Find(environment, home).Append(home is null ? null : Path.Combine(home, ClaudeFolder));
        return own.Any(root => root is not null && Real(root) == Real(Path.GetDirectoryName(path)!))
            ? throw UserError.BadInput($"{path} holds your own settings, for every project; expected a folder inside a project.", "Run it inside a project (a folder with .git or .claude), or use --user.")
            : path;
    }

    /// <summary>The MCP servers of the project whose settings these are.</summary>
    public static string ProjectServers(string settings) => Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(settings)!)!, ServersFile);

    private static string Real(string folder) => new DirectoryInfo(folder) is { Exists: true } found
        ? (found.ResolveLinkTarget(returnFinalTarget: true) ?? found).FullName.TrimEnd(Path.DirectorySeparatorChar)
        : Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
}
