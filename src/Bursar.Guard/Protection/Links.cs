using Bursar.Guard.Protection.Shell;

namespace Bursar.Guard.Protection;

/// <summary>Where paths lead when symbolic links are followed, of files that do not exist yet as well.</summary>
internal sealed class Links
{
    /// <summary>As many as the kernel follows.</summary>
    private const int MaxHops = 40;

    /// <summary>A look at the disk takes some 2 µs; a command of thousands of words shall not make a hook slow.</summary>
    private const int MaxLooks = 2000;

    private readonly Dictionary<string, string?> _targets = new(StringComparer.Ordinal);

    /// <summary>Where folders lead: most words of a command are in one folder.</summary>
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);
    private int _looks;

    /// <summary>A link that the command itself is about to make.</summary>
    public void Add(string link, string target)
    {
        _targets[link] = target;
        _folders.Clear();
    }

    /// <param name="path">Absolute; <c>..</c> is taken from where a link has led.</param>
    /// <returns>The path with every link in it followed; from the first mark on it is left as it is.</returns>
    public string Resolve(string path)
    {
        var slash = path.LastIndexOf('/');
        if (slash <= 0 || path.AsSpan().IndexOfAny(Mark.All) >= 0)
        {
            return Walk("", path, path);
        }

        if (!_folders.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path.AsSpan(0, slash), out var folder))
        {
            var written = path[..slash];
            folder = _folders[written] = Walk("", written, written);
        }

        return Walk(folder is "/" ? "" : folder, path[(slash + 1)..], path);
    }

    private string Walk(string resolved, string rest, string path)
    {
        var hops = 0;
        var at = 0;
        while (at < rest.Length)
        {
            var end = rest.IndexOf('/', at);
            end = end < 0 ? rest.Length : end;
            var part = rest.AsSpan(at, end - at);
            at = end + 1;
            if (part is "" or ".")
            {
                continue;
            }

            if (part is "..")
            {
                resolved = resolved[..Math.Max(0, resolved.LastIndexOf('/'))];
                continue;
            }

            var next = resolved.Length == 0 && part is [_, ':'] ? part.ToString() : $"{resolved}/{part}";
            if (part.IndexOfAny(Mark.All) >= 0)
            {
                return at < rest.Length ? $"{next}/{rest[at..]}" : next;
            }

            if (Target(next) is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++hops > MaxHops)
            {
                // A circle leads nowhere.
                return path;
            }

            rest = at < rest.Length ? $"{target}/{rest[at..]}" : target;
            at = 0;
            resolved = PathText.IsRooted(target) ? "" : resolved;
        }

        return resolved.Length == 0 ? "/" : resolved;
    }

    private string? Target(string path)
    {
        if (_targets.TryGetValue(path, out var known))
        {
            return known;
        }

        if (_looks >= MaxLooks || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        _looks++;
        string? target;
        try
        {
            target = new FileInfo(path).LinkTarget is { } link ? PathText.Slashes(link) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // What may not be looked at is taken for what it says it is.
            target = null;
        }

        return _targets[path] = target;
    }
}
