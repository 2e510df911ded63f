using System.IO.Enumeration;

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
    // The client's own depth is six (workflows inside subagents); the bound ends circles of links.
    private const int MaxDepth = 12;

    private const string Extension = ".jsonl";

    public static Catalog Find(IEnumerable<string> roots)
    {
        var unreadable = new List<UnreadablePath>();
        var found = new List<FoundTranscript>();
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var root in roots)
        {
            try
            {
                var projects = RealPath(Path.Combine(root, "projects"));
                if (Directory.Exists(projects))
                {
                    Walk(projects, projects, 0, folders, found, unreadable);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(new UnreadablePath(root, e.Message));
            }
        }

        return new Catalog(Once(found), unreadable);
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
        var unreadable = new List<UnreadablePath>();
        var path = RealPath(transcript);
        var projects = Path.GetDirectoryName(Path.GetDirectoryName(path)!)!;
        var found = new List<FoundTranscript>();
        if (new FileInfo(path) is { Exists: true } file)
        {
            found.Add(new FoundTranscript(projects, path, file.Length, file.LastWriteTimeUtc.Ticks));
        }

        var folder = Path.ChangeExtension(path, null);
        if (Directory.Exists(folder))
        {
            Walk(projects, folder, 0, [], found, unreadable);
        }

        return new Catalog(found, unreadable);
    }

    private static void Walk(string projects, string folder, int depth, HashSet<string> seen, List<FoundTranscript> found, List<UnreadablePath> unreadable)
    {
        if (depth > MaxDepth || !seen.Add(folder))
        {
            return;
        }

        List<string>? inner = null;
        try
        {
            foreach (var entry in new FileSystemEnumerable<(string Path, bool IsFolder, bool IsLink, long Size, long Modified)>(folder, Describe, EntriesOnly) { ShouldIncludePredicate = IsTranscriptOrFolder })
            {
                if (entry.IsLink)
                {
                    Follow(projects, entry.Path, depth, seen, found, unreadable);
                }
                else if (entry.IsFolder)
                {
                    (inner ??= []).Add(entry.Path);
                }
                else
                {
                    found.Add(new FoundTranscript(projects, entry.Path, entry.Size, entry.Modified));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            unreadable.Add(new UnreadablePath(folder, e.Message));
        }

        foreach (var path in inner ?? [])
        {
            Walk(projects, path, depth + 1, seen, found, unreadable);
        }
    }

    private static readonly EnumerationOptions EntriesOnly = new() { RecurseSubdirectories = false, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private static bool IsTranscriptOrFolder(ref FileSystemEntry entry) => (entry.FileName.EndsWith(Extension, StringComparison.Ordinal) && !entry.FileName.SequenceEqual("journal.jsonl")) || entry.IsDirectory;

    private static (string, bool, bool, long, long) Describe(ref FileSystemEntry entry)
    {
        var isFolder = entry.IsDirectory;
        return isFolder && (entry.Attributes & FileAttributes.ReparsePoint) == FileAttributes.None
            ? (entry.ToFullPath(), true, false, 0, 0)
            : (entry.ToFullPath(), isFolder, (entry.Attributes & FileAttributes.ReparsePoint) != FileAttributes.None, entry.Length, entry.LastWriteTimeUtc.UtcTicks);
    }

    /// <summary>A link to a transcript or folder counts as what it leads to, unless that is found by itself.</summary>
    private static void Follow(string projects, string link, int depth, HashSet<string> seen, List<FoundTranscript> found, List<UnreadablePath> unreadable)
    {
        try
        {
            var target = RealPath(link);
            var isOwn = target.StartsWith(projects + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            if (Directory.Exists(target))
            {
                // The place tells project and session, so the link's own path is walked; the target marks it as seen.
                if (!isOwn && seen.Add(target))
                {
                    Walk(projects, link, depth + 1, seen, found, unreadable);
                }
            }
            else if (!isOwn || !target.EndsWith(Extension, StringComparison.Ordinal))
            {
                if (new FileInfo(target) is { Exists: true } file && seen.Add(target))
                {
                    found.Add(new FoundTranscript(projects, link, file.Length, file.LastWriteTimeUtc.Ticks) { Target = target });
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            unreadable.Add(new UnreadablePath(link, e.Message));
        }
    }

    /// <summary>Resolves every link on the way, so that two names of one folder become one.</summary>
    private static string RealPath(string path)
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
