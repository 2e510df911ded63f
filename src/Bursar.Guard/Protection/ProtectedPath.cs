namespace Bursar.Guard;

/// <summary>What a protected path is to the guard.</summary>
public enum ProtectedKind
{
    /// <summary>Policies and configuration.</summary>
    Policy,

    /// <summary>The ledger and the state of sessions.</summary>
    Books,

    /// <summary>Settings of Claude Code that can install hooks and switch them off.</summary>
    Settings,

    /// <summary>Claude Code's transcripts.</summary>
    Transcripts,

    /// <summary>Bursar's own programs.</summary>
    Programs,

    /// <summary>Named by a policy's <c>protect</c>.</summary>
    Chosen,
}

/// <summary>A file, or a folder with everything below it, that the agent's tools may read and not change.</summary>
/// <param name="Path">Absolute, without <c>.</c>, <c>..</c> and double separators; links are not resolved.</param>
public sealed record ProtectedPath(string Path, ProtectedKind Kind)
{
    /// <summary>Names that are found in such a folder, for what selects files by name.</summary>
    internal IReadOnlyList<string> Content => Kind switch
    {
        ProtectedKind.Policy => ["policy.json", "config.json", "prices.json"],
        ProtectedKind.Books => ["ledger.db", "ledger.db-wal", "session.json", "failures.log"],
        ProtectedKind.Transcripts => ["session.jsonl", "agent-a.jsonl"],
        _ => [],
    };

    internal string Why => Kind switch
    {
        ProtectedKind.Policy => "it belongs to Bursar's policies, which set the limits",
        ProtectedKind.Books => "it belongs to Bursar's books, by which the limits are judged",
        ProtectedKind.Settings => "it holds the settings of Claude Code that install Bursar's hooks",
        ProtectedKind.Transcripts => "it belongs to Claude Code's transcripts, from which usage is counted",
        ProtectedKind.Programs => "it is a program of Bursar's own",
        _ => "a policy names it under `protect`",
    };

    /// <summary>
    /// Whether a path below this one is free all the same: the client keeps its memory files, which are the agent's to
    /// write, among the transcripts, as <c>projects/PROJECT/memory/…</c>.
    /// </summary>
    /// <param name="below">What follows this path, beginning with a separator; empty for the path itself.</param>
    internal bool Spares(ReadOnlySpan<char> below)
    {
        if (Kind is not ProtectedKind.Transcripts || below.Length < 2)
        {
            return false;
        }

        var inProject = below[1..].IndexOf('/');
        return inProject >= 0
            && below[(inProject + 2)..] is var rest
            && (rest is "memory" || rest.StartsWith("memory/", StringComparison.Ordinal))
            && !rest.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);
    }
}
