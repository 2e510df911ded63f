namespace Bursar.Guard.Processes;

/// <summary>
/// The running client that started this program: hooks and MCP servers of one client have it in common, and two sessions
/// in one folder do not.
/// </summary>
/// <param name="Started">In the platform's own measure.</param>
public sealed record ClientProcess(int Id, long Started)
{
    public const string ClientName = "claude";

    /// <summary>What the client starts programs through.</summary>
    private static readonly string[] Shells = ["sh", "bash", "dash", "zsh", "fish", "ksh", "env"];

    /// <summary>Whether it bears the client's name; a program that starts hooks may be any other.</summary>
    public bool IsNamed { get; init; }

    /// <summary>This program itself; null where the platform does not tell when it started.</summary>
    public static ClientProcess? Current => ProcessEntry.Find(Environment.ProcessId) is { } self ? new ClientProcess(self.Id, self.Started) : null;

    /// <summary>Null where the platform does not tell who started whom.</summary>
    public static ClientProcess? OfCurrent() => Of(Environment.ProcessId);

    /// <summary>The client that started another program.</summary>
    public static ClientProcess? Of(int id) => Of(id, ProcessEntry.Find);

    /// <summary>The nearest ancestor of the client's name, else the nearest that is no shell: programs built on the client have names of their own.</summary>
    internal static ClientProcess? Of(int id, Func<int, ProcessEntry?> find)
    {
        ProcessEntry? other = null;
        foreach (var ancestor in ProcessEntry.Ancestors(id, find))
        {
            if (ancestor.Name == ClientName)
            {
                return new ClientProcess(ancestor.Id, ancestor.Started) { IsNamed = true };
            }

            other ??= Shells.Contains(ancestor.Name.TrimStart('-'), StringComparer.Ordinal) ? null : ancestor;
        }

        return other is null ? null : new ClientProcess(other.Id, other.Started);
    }
}
