using System.IO.Enumeration;
using System.Text;

namespace Bursar.Transcripts;

/// <summary>
/// Walks folders for transcripts, several at once: a history has a folder for each session with subagents, and the time goes
/// into asking the system about them one by one.
/// </summary>
internal sealed class CatalogWalk(int helpers = CatalogWalk.DefaultHelpers)
{
    // The client's own depth is six (workflows inside subagents); the bound ends circles of links.
    private const int MaxDepth = 12;

    private const string Extension = ".jsonl";

    /// <summary>Threads beside the caller's; more wait for each other in the system.</summary>
    private const int DefaultHelpers = 1;

    private static readonly EnumerationOptions EntriesOnly = new() { RecurseSubdirectories = false, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly object _turn = new();
    private readonly Stack<(string Folder, int Depth)> _folders = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private string _projects = "";
    private int _busy;

    public List<FoundTranscript> Found { get; } = [];

    public List<UnreadablePath> Unreadable { get; } = [];

    /// <param name="projects">The folder of projects that the paths belong to.</param>
    /// <param name="folder">Where to begin.</param>
    public void Run(string projects, string folder)
    {
        _projects = projects;
        Push(folder, 0);
        var others = Enumerable.Range(0, helpers).Select(_ => Task.Run(Help)).ToArray();
        Help();
        Task.WaitAll(others);
        Unreadable.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
    }

    /// <summary>A folder is walked once, whatever leads to it.</summary>
    private void Push(string folder, int depth)
    {
        lock (_turn)
        {
            if (depth <= MaxDepth && _seen.Add(folder))
            {
                _folders.Push((folder, depth));
                Monitor.Pulse(_turn);
            }
        }
    }

    /// <summary>Walks folders until there is none left and nobody who could find another.</summary>
    private void Help()
    {
        var found = new List<FoundTranscript>();
        while (Next() is { } next)
        {
            try
            {
                Walk(next.Folder, next.Depth, found);
            }
            finally
            {
                lock (_turn)
                {
                    _busy--;
                    Monitor.PulseAll(_turn);
                }
            }
        }

        lock (_turn)
        {
            Found.AddRange(found);
        }
    }

    private (string Folder, int Depth)? Next()
    {
        lock (_turn)
        {
            while (_folders.Count == 0 && _busy > 0)
            {
                Monitor.Wait(_turn);
            }

            if (_folders.Count == 0)
            {
                return null;
            }

            _busy++;
            return _folders.Pop();
        }
    }

    private void Walk(string folder, int depth, List<FoundTranscript> found)
    {
        try
        {
            foreach (var entry in List(folder))
            {
                var path = Path.Join(folder, entry.Name);
                if (entry.Kind == EntryKind.Link)
                {
                    Follow(path, depth, found);
                }
                else if (entry.Kind == EntryKind.Folder)
                {
                    Push(path, depth + 1);
                }
                else
                {
                    found.Add(new FoundTranscript(_projects, path, entry.Size, entry.ModifiedTicks));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refuse(folder, e);
        }
    }

    private static IEnumerable<FolderEntry> List(string folder)
    {
        var entries = new List<FolderEntry>();
        return LinuxFolder.TryList(folder, entries) ? entries : new FileSystemEnumerable<FolderEntry>(folder, Describe, EntriesOnly) { ShouldIncludePredicate = IsTranscriptOrFolder };
    }

    /// <summary>By its name; a workflow's journal is none.</summary>
    internal static bool IsTranscript(ReadOnlySpan<byte> name) => name.EndsWith(".jsonl"u8) && !name.SequenceEqual("journal.jsonl"u8);

    private void Refuse(string path, Exception e)
    {
        lock (_turn)
        {
            Unreadable.Add(new UnreadablePath(path, e.Message));
        }
    }

    private static bool IsTranscriptOrFolder(ref FileSystemEntry entry) =>
        (entry.FileName.EndsWith(Extension, StringComparison.Ordinal) && !entry.FileName.SequenceEqual("journal.jsonl")) || entry.IsDirectory;

    private static FolderEntry Describe(ref FileSystemEntry entry)
    {
        var isLink = (entry.Attributes & FileAttributes.ReparsePoint) != FileAttributes.None;
        var name = entry.FileName.ToString();
        return isLink ? new FolderEntry(name, EntryKind.Link, 0, 0)
            : entry.IsDirectory ? new FolderEntry(name, EntryKind.Folder, 0, 0)
            : new FolderEntry(name, EntryKind.File, entry.Length, entry.LastWriteTimeUtc.UtcTicks);
    }

    /// <summary>A link to a transcript or folder counts as what it leads to, unless that is found by itself.</summary>
    private void Follow(string link, int depth, List<FoundTranscript> found)
    {
        try
        {
            var target = TranscriptCatalog.RealPath(link);
            var isOwn = target.StartsWith(_projects + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            if (Directory.Exists(target))
            {
                // The place tells project and session, so the link's own path is walked; the target marks it as seen.
                if (!isOwn && IsFirst(target))
                {
                    Push(link, depth + 1);
                }
            }
            else if (IsTranscript(Encoding.UTF8.GetBytes(Path.GetFileName(link))) && (!isOwn || !target.EndsWith(Extension, StringComparison.Ordinal)) && new FileInfo(target) is { Exists: true } file && IsFirst(target))
            {
                found.Add(new FoundTranscript(_projects, link, file.Length, file.LastWriteTimeUtc.Ticks) { Target = target });
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refuse(link, e);
        }
    }

    private bool IsFirst(string path)
    {
        lock (_turn)
        {
            return _seen.Add(path);
        }
    }
}
