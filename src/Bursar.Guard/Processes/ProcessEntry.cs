namespace Bursar.Guard.Processes;

/// <summary>A process that runs.</summary>
/// <param name="Name">The program's file name, or the title that it gave itself.</param>
/// <param name="Started">When it started, in the platform's own measure: with the id it tells one process from every other.</param>
internal sealed record ProcessEntry(int Id, int Parent, string Name, long Started)
{
    /// <summary>More ancestors than any shell has; ends a walk that would lead in circles.</summary>
    private const int MaxAncestors = 64;

    /// <summary>Null where it has ended, belongs to another user, or the platform does not tell (Windows).</summary>
    public static ProcessEntry? Find(int id) => OperatingSystem.IsLinux() ? ProcFolder.Find("/proc", id)
        : OperatingSystem.IsMacOS() ? LibProc.Find(id)
        : null;

    /// <summary>Who started a process, who started that one, and so on.</summary>
    public static IEnumerable<ProcessEntry> Ancestors(int id, Func<int, ProcessEntry?> find)
    {
        var process = find(id);
        for (var i = 0; i < MaxAncestors && process is { Parent: > 1 }; i++)
        {
            process = find(process.Parent);
            if (process is not null)
            {
                yield return process;
            }
        }
    }
}
