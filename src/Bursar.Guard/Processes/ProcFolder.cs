using System.Globalization;

namespace Bursar.Guard.Processes;

/// <summary>Processes as Linux tells of them.</summary>
internal static class ProcFolder
{
    /// <summary>Fields of <c>stat</c> after the name. Z and X are states of a process that has ended; the start is in ticks since boot.</summary>
    private const int State = 0;
    private const int Parent = 1;
    private const int Start = 19;

    public static ProcessEntry? Find(string proc, int id)
    {
        // "pid (name) state ppid …", where the name may hold anything, parentheses too.
        var stat = Read(string.Create(CultureInfo.InvariantCulture, $"{proc}/{id}/stat")) ?? "";
        var (from, to) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
        if (from < 0 || to < from)
        {
            return null;
        }

        var fields = stat[(to + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > Parent && fields[State] is not ("Z" or "X") && int.TryParse(fields[Parent], NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
            ? new ProcessEntry(id, parent, stat[(from + 1)..to], fields.Length > Start && long.TryParse(fields[Start], NumberStyles.None, CultureInfo.InvariantCulture, out var started) ? started : 0)
            : null;
    }

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
