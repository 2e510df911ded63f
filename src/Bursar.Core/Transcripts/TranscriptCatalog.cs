namespace Bursar.Transcripts;

/// <summary>A transcript as it lies on disk now. Times are ticks (100 ns) of UTC.</summary>
public readonly record struct FoundTranscript(string Projects, string Path, long Size, long ModifiedTicks)
{
    /// <summary>The file itself, when <see cref="Path"/> is a link to it.</summary>
    internal string? Target { get; init; }
}

/// <summary>A folder or file that could not be looked at, and what the system said.</summary>
public sealed record UnreadablePath(string Path, string Reason);

/// <summary>What was found, and what could not be looked at.</summary>
public sealed record Catalog(IReadOnlyList<FoundTranscript> Found, IReadOnlyList<UnreadablePath> Unreadable);

/// <summary>Finds every transcript below the roots, each once, whichever root or link leads to it.</summary>
public static class TranscriptCatalog
{
    public static Catalog Find(IEnumerable<string> roots)
    {
        var walk = new CatalogWalk();
        foreach (var root in roots)
        {
            try
            {
                var projects = RealPath(Path.Combine(root, "projects"));
                if (Directory.Exists(projects))
                {
                    walk.Run(projects, projects);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                walk.Unreadable.Add(new UnreadablePath(root, e.Message));
            }
        }

        return new Catalog(Once(walk.Found), walk.Unreadable);
    }

    /// <summary>Drops links to files that were found by themselves.</summary>
    private static List<FoundTranscript> Once(List<FoundTranscript> found)
    {
        if (!found.Exists(file => file.Target is not null))
        {
            return found;
        }

        var own = found.Where(file => file.Target is null).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return found.FindAll(file => file.Target is null || !own.Contains(file.Target));
    }

    /// <summary>Finds one session's transcript and those of its subagents.</summary>
    public static Catalog FindSession(string transcript)
    {
        var walk = new CatalogWalk(helpers: 0);
        var path = RealPath(transcript);
        var projects = Path.GetDirectoryName(Path.GetDirectoryName(path)!)!;
        if (new FileInfo(path) is { Exists: true } file)
        {
            walk.Found.Add(new FoundTranscript(projects, path, file.Length, file.LastWriteTimeUtc.Ticks));
        }

        var folder = Path.ChangeExtension(path, null);
        if (Directory.Exists(folder))
        {
            walk.Run(projects, folder);
        }

        AddBeside(walk, projects, Path.GetDirectoryName(path)!);
        return new Catalog(walk.Found, walk.Unreadable);
    }

    /// <summary>Clients of 2.0 kept subagents beside the sessions; whose they are stands in their lines.</summary>
    private static void AddBeside(CatalogWalk walk, string projects, string folder)
    {
        try
        {
            foreach (var agent in new DirectoryInfo(folder).EnumerateFiles("agent-*.jsonl"))
            {
                walk.Found.Add(new FoundTranscript(projects, agent.FullName, agent.Length, agent.LastWriteTimeUtc.Ticks));
            }
        }
        catch (DirectoryNotFoundException)
        {
            // A session of which nothing is written yet.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            walk.Unreadable.Add(new UnreadablePath(folder, e.Message));
        }
    }

    /// <summary>Resolves every link on the way, so that two names of one folder become one.</summary>
    internal static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        var resolved = Path.GetPathRoot(full)!;
        foreach (var part in full[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            var info = new DirectoryInfo(resolved);
            if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                resolved = target.FullName == resolved ? resolved : RealPath(target.FullName);
            }
        }

        return resolved;
    }
}
