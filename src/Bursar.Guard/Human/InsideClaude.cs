using System.Globalization;

namespace Bursar.Guard.Human;

/// <summary>Tells whether this process was started from within a Claude Code session.</summary>
public static class InsideClaude
{
    private static readonly string[] Variables = ["CLAUDECODE", "CLAUDE_CODE_SESSION_ID", "CLAUDE_CODE_ENTRYPOINT"];

    /// <summary>More ancestors than any shell has; ends a walk that /proc would lead in circles.</summary>
    private const int MaxAncestors = 64;

    /// <summary>What gives it away, for a message; null when nothing does.</summary>
    public static string? Evidence(Func<string, string?> environment)
    {
        foreach (var variable in Variables)
        {
            if (environment(variable) is { Length: > 0 })
            {
                return $"{variable} is set";
            }
        }

        return OperatingSystem.IsLinux() ? Ancestors("/proc", Environment.ProcessId) : null;
    }

    /// <summary>A cleaned environment hides nothing of who started whom.</summary>
    internal static string? Ancestors(string proc, int process)
    {
        for (var i = 0; i < MaxAncestors && Parent(proc, process) is { } parent and > 1; i++)
        {
            process = parent;
            if (Name(proc, process) is "claude")
            {
                return string.Create(CultureInfo.InvariantCulture, $"started by claude, process {process}");
            }
        }

        return null;
    }

    private static int? Parent(string proc, int process)
    {
        // "pid (name) state ppid …", where the name may hold anything, parentheses too.
        var stat = Read(string.Create(CultureInfo.InvariantCulture, $"{proc}/{process}/stat"));
        var fields = stat is null ? [] : stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) ? parent : null;
    }

    /// <summary>The program's file name; node runs the client's script under the client's own title.</summary>
    private static string? Name(string proc, int process) => Read(string.Create(CultureInfo.InvariantCulture, $"{proc}/{process}/comm"))?.Trim();

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that has ended, or another user's.
            return null;
        }
    }
}
