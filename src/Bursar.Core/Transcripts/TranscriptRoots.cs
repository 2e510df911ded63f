namespace Bursar.Transcripts;

/// <summary>The folders under which Claude Code keeps transcripts, each with a <c>projects</c> folder inside.</summary>
public static class TranscriptRoots
{
    /// <summary>
    /// <c>CLAUDE_CONFIG_DIR</c> (one folder, or several separated by commas) if it is set; otherwise <c>~/.claude</c> and
    /// <c>~/.config/claude</c>. Folders that do not exist are listed too, so that a person can be told where was looked.
    /// </summary>
    public static IReadOnlyList<string> Find(Func<string, string?> environment, string? home)
    {
        var configured = environment("CLAUDE_CONFIG_DIR");
        if (!string.IsNullOrWhiteSpace(configured))
        {
            return [.. configured.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(path => Expand(path, home)).Distinct(StringComparer.Ordinal)];
        }

        if (string.IsNullOrEmpty(home))
        {
            return [];
        }

        var xdg = environment("XDG_CONFIG_HOME");
        var config = string.IsNullOrWhiteSpace(xdg) ? Path.Combine(home, ".config") : xdg;
        return [Path.Combine(home, ".claude"), Path.Combine(config, "claude")];
    }

    private static string Expand(string path, string? home) =>
        home is not null && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) ? Path.Combine(home, path[1..].TrimStart('/')) : Path.GetFullPath(path);
}
