using System.Globalization;
using Bursar.Guard.Processes;

namespace Bursar.Guard.Human;

/// <summary>Tells whether this process was started from within a Claude Code session.</summary>
public static class InsideClaude
{
    private static readonly string[] Variables = ["CLAUDECODE", "CLAUDE_CODE_SESSION_ID", "CLAUDE_CODE_ENTRYPOINT"];

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

        return Ancestors(Environment.ProcessId, ProcessEntry.Find);
    }

    /// <summary>A cleaned environment hides nothing of who started whom.</summary>
    internal static string? Ancestors(int process, Func<int, ProcessEntry?> find) =>
        ProcessEntry.Ancestors(process, find).FirstOrDefault(ancestor => ancestor.Name == ClientProcess.ClientName) is { } client
            ? string.Create(CultureInfo.InvariantCulture, $"started by claude, process {client.Id}")
            : null;
}
