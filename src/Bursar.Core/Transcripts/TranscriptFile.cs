namespace Bursar.Transcripts;

/// <summary>A transcript and what its place on disk tells: <c>projects/&lt;folder&gt;/&lt;session&gt;.jsonl</c>, or below
/// <c>&lt;session&gt;/subagents/</c> for subagents.</summary>
public sealed record TranscriptFile(string Path, string ProjectFolder, string SessionId, string? AgentId)
{
    private const string Extension = ".jsonl";
    private const string AgentPrefix = "agent-";

    public bool IsSubagent => AgentId is not null;

    /// <summary>Where the client describes the subagent.</summary>
    public string MetaPath => System.IO.Path.ChangeExtension(Path, null) + ".meta.json";

    /// <summary>Reads the place of a file below a projects folder; null for files that hold no usage.</summary>
    public static TranscriptFile? FromPath(string projects, string path)
    {
        var relative = System.IO.Path.GetRelativePath(projects, path);
        var parts = relative.Split(System.IO.Path.DirectorySeparatorChar);
        var name = parts[^1];
        if (parts.Length < 2 || !name.EndsWith(Extension, StringComparison.Ordinal) || name is "journal.jsonl")
        {
            return null;
        }

        var stem = name[..^Extension.Length];
        var isSubagent = stem.StartsWith(AgentPrefix, StringComparison.Ordinal);
        // Clients of 2.0 kept subagents beside the sessions, so the folder may not name one; the lines then do.
        var session = parts.Length > 2 ? parts[1] : stem;
        return new TranscriptFile(path, parts[0], session, isSubagent ? stem[AgentPrefix.Length..] : null);
    }
}
