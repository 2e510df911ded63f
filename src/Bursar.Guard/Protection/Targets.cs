using System.Text;

namespace Bursar.Guard;

/// <summary>Tells of a path, as a tool or a command names it, whether something protected lies there or below it.</summary>
internal sealed class Targets(ProtectedPaths paths, string? home)
{
    private readonly FilePaths _files = new(home);
    private readonly bool _ignoresCase = paths.Comparison == StringComparison.OrdinalIgnoreCase;

    public string? Home => _files.Home;

    public bool IgnoresCase => _ignoresCase;

    /// <summary>The protected file, or folder, that the path is in. The path may hold wildcards (<see cref="Mark"/>).</summary>
    public ProtectedPath? Holding(string path, string cwd)
    {
        if (path.Length == 0 || path.Length > 8192)
        {
            return null;
        }

        var rooted = _files.Rooted(path, cwd);
        if (path.Contains(Mark.Unknown, StringComparison.Ordinal) && Holding(path.Replace(Mark.UnknownText, "", StringComparison.Ordinal), cwd) is { } withNothing)
        {
            return withNothing;
        }

        var text = FilePaths.Detoured(FilePaths.Normal(rooted), cwd);
        if (InText(text) is { } found)
        {
            return found;
        }

        var physicalEntries = paths.Physical(_files);
        if (Glob.HasWildcard(text))
        {
            return physicalEntries.Where(pair => Glob.Covers(text, pair.Path, _ignoresCase)).Select(pair => pair.Entry).FirstOrDefault();
        }

        var physical = _files.Physical(FilePaths.Detoured(rooted, cwd));
        return string.Equals(physical, text, StringComparison.Ordinal) && physicalEntries.Length == 0 ? null : InText(physical);
    }

    /// <summary>What is protected, exists, and lies below the path.</summary>
    public IEnumerable<ProtectedPath> Below(string path, string cwd)
    {
        if (path.Length is 0 or > 8192 || path.Contains(Mark.Unknown, StringComparison.Ordinal))
        {
            return [];
        }

        var rooted = _files.Rooted(path, cwd);
        var text = FilePaths.Detoured(FilePaths.Normal(rooted), cwd);
        var physicalEntries = paths.Physical(_files);
        if (Glob.HasWildcard(text))
        {
            return paths.Entries.Where(entry => Glob.CoversBelow(text, entry.Path, _ignoresCase))
                .Concat(physicalEntries.Where(pair => Glob.CoversBelow(text, pair.Path, _ignoresCase)).Select(pair => pair.Entry))
                .Where(Exists);
        }

        var physical = _files.Physical(FilePaths.Detoured(rooted, cwd));
        return paths.Entries.Where(entry => IsBelow(entry.Path, text) || IsBelow(entry.Path, physical))
            .Concat(physicalEntries.Where(pair => IsBelow(pair.Path, physical)).Select(pair => pair.Entry))
            .Where(Exists);
    }

    /// <summary>What would be overwritten when <paramref name="source"/> is copied or moved to a folder above something protected.</summary>
    public ProtectedPath? Overwritten(string source, string folder, string cwd)
    {
        if (folder.Length == 0 || Glob.HasWildcard(folder) || folder.Contains(Mark.Unknown, StringComparison.Ordinal))
        {
            return null;
        }

        var from = FilePaths.Normal(_files.Rooted(source, cwd));
        var cut = from.LastIndexOf('/');
        var (parent, name) = (from[..Math.Max(0, cut)], from[(cut + 1)..]);
        if (name.Length > 0 && Holding($"{folder}/{name}", cwd) is { } inside)
        {
            return inside;
        }

        var to = FilePaths.Normal(_files.Rooted(folder, cwd));
        foreach (var entry in paths.Entries)
        {
            if (!IsBelow(entry.Path, to))
            {
                continue;
            }

            var tail = entry.Path[to.TrimEnd('/').Length..];
            if (Path.Exists((Glob.HasWildcard(name) ? parent : from) + tail) || (tail.StartsWith($"/{name}/", paths.Comparison) && Path.Exists(parent + tail)))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>The protected path that a piece of program text names.</summary>
    public ProtectedPath? Mentioned(string text, string cwd)
    {
        foreach (var entry in paths.Entries)
        {
            if (Mentions(text, entry.Path, isWhole: true)
                || (Home is { Length: > 1 } && IsBelow(entry.Path, Home) && Mentions(text, entry.Path[(Home.Length + 1)..], isWhole: false))
                || (cwd.Length > 1 && IsBelow(entry.Path, cwd) && Mentions(text, entry.Path[(cwd.Length + 1)..], isWhole: false)))
            {
                return entry;
            }
        }

        foreach (var (path, entry) in paths.Physical(_files))
        {
            if (Mentions(text, path, isWhole: true))
            {
                return entry;
            }
        }

        return null;
    }

    public bool IsMissing(string path, string cwd) => !Path.Exists(FilePaths.Normal(_files.Rooted(path, cwd)));

    public string Normal(string path, string cwd) => FilePaths.Detoured(FilePaths.Normal(_files.Rooted(path, cwd)), cwd);

    public string Shown(string path) => Home is { Length: > 1 } && path.StartsWith(Home + "/", StringComparison.Ordinal) ? "~" + path[Home.Length..] : path;

    private ProtectedPath? InText(string path)
    {
        var hasWildcard = Glob.HasWildcard(path);
        foreach (var entry in paths.Entries)
        {
            if (hasWildcard ? Glob.Covers(path, entry.Path, _ignoresCase) : IsIn(path, entry.Path, entry))
            {
                return entry;
            }
        }

        foreach (var (real, entry) in paths.Physical(_files))
        {
            if (!hasWildcard && IsIn(path, real, entry))
            {
                return entry;
            }
        }

        return null;
    }

    private bool IsIn(string path, string folder, ProtectedPath entry) =>
        path.StartsWith(folder, paths.Comparison) && (path.Length == folder.Length || path[folder.Length] == '/') && !entry.Spares(path.AsSpan(folder.Length));

    private bool IsBelow(string path, string folder) =>
        folder is "/" ? path.Length > 1 : path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, paths.Comparison);

    private static bool Exists(ProtectedPath entry) => Path.Exists(entry.Path);

    /// <param name="isWhole">Whether <paramref name="path"/> is absolute; otherwise it is what follows the home or the working folder.</param>
    private bool Mentions(string text, string path, bool isWhole)
    {
        for (var at = text.IndexOf(path, paths.Comparison); at >= 0; at = text.IndexOf(path, at + 1, paths.Comparison))
        {
            var end = at + path.Length;
            if ((end == text.Length || !IsName(text[end])) && (isWhole || at == 0 || BeginsHere(text, at)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether no other folder stands before a relative path: <c>tests/.claude/settings.json</c> is another file.</summary>
    private static bool BeginsHere(string text, int at)
    {
        var before = text.AsSpan(0, at);
        if (before[^1] != '/')
        {
            return !IsName(before[^1]);
        }

        before = before[..^1];
        return before.Length == 0 || before[^1] is '.' or '~' || !IsName(before[^1]) || before.EndsWith("$HOME", StringComparison.Ordinal);
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '-' or '_' or '.';
}
