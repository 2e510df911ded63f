namespace Bursar.Guard;

/// <summary>Paths as they are written, made absolute in two ways: by their text alone, and by following links.</summary>
/// <remarks>All paths in here have <c>/</c> between their parts, also on Windows.</remarks>
internal sealed class FilePaths(string? home)
{
    private const int MaxHops = 40;

    /// <summary>
    /// How often one check may ask the disk for a link, some 3 µs each. A command with more paths is an enumeration; the
    /// rest of it is judged by its text.
    /// </summary>
    private const int MaxLookups = 400;

    private readonly Dictionary<string, string?> _links = new(StringComparer.Ordinal);

    public string? Home { get; } = home is null ? null : Slashed(home);

    /// <summary>The path with its start made absolute and nothing else changed.</summary>
    public string Rooted(string path, string cwd)
    {
        path = Slashed(path);
        if (path.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            path = path[7..];
        }

        if (path is "~" || path.StartsWith("~/", StringComparison.Ordinal))
        {
            return Home is null ? path : Home + path[1..];
        }

        return IsRooted(path) ? path : $"{cwd}/{path}";
    }

    /// <summary>Without <c>.</c>, <c>..</c>, double and trailing separators, as text.</summary>
    public static string Normal(string path)
    {
        if (path.Length > 1 && path[^1] != '/' && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal))
        {
            return path;
        }

        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part is "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part is not ".")
            {
                parts.Add(part);
            }
        }

        return (path.StartsWith('/') ? "/" : "") + string.Join('/', parts);
    }

    /// <summary>Where the path really leads: links of all existing ancestors and of itself followed, <c>..</c> taken after them.</summary>
    public string Physical(string path)
    {
        var pending = new Stack<string>();
        Push(pending, path);
        var at = path.StartsWith('/') || pending.Count == 0 ? "" : pending.Pop();
        for (var hops = 0; pending.TryPop(out var part);)
        {
            if (part is "..")
            {
                at = at[..Math.Max(0, at.LastIndexOf('/'))];
                continue;
            }

            var next = $"{at}/{part}";
            if (hops >= MaxHops || Link(next) is not { } target)
            {
                at = next;
                continue;
            }

            hops++;
            target = Slashed(target);
            Push(pending, target);
            at = !IsRooted(target) ? at : target.StartsWith('/') ? "" : pending.Pop();
        }

        return at.Length == 0 ? "/" : at;
    }

    public static string Slashed(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return path;
        }

        path = path.Replace('\\', '/');
        // Git Bash writes drives as folders of the root.
        return path.Length >= 2 && path[0] == '/' && char.IsAsciiLetter(path[1]) && (path.Length == 2 || path[2] == '/') ? $"{path[1]}:{path[2..]}" : path;
    }

    private static bool IsRooted(string path) => path.StartsWith('/') || (OperatingSystem.IsWindows() && path.Length > 1 && path[1] == ':');

    /// <summary><c>/proc/self/root/…</c> and <c>/proc/self/cwd/…</c>: of the process that runs the tool, so they cannot be followed from here.</summary>
    public static string Detoured(string path, string cwd)
    {
        while (path.StartsWith("/proc/", StringComparison.Ordinal))
        {
            var end = path.IndexOf('/', 6);
            var rest = end < 0 ? default : path.AsSpan(end + 1);
            var isRoot = rest is "root" || rest.StartsWith("root/", StringComparison.Ordinal);
            if (!isRoot && rest is not "cwd" && !rest.StartsWith("cwd/", StringComparison.Ordinal))
            {
                break;
            }

            path = isRoot ? $"/{rest[4..].TrimStart('/')}" : cwd + rest[3..].ToString();
        }

        return path;
    }

    private static void Push(Stack<string> pending, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] is not ".")
            {
                pending.Push(parts[i]);
            }
        }
    }

    private string? Link(string path)
    {
        if (_links.TryGetValue(path, out var known))
        {
            return known;
        }

        if (_links.Count >= MaxLookups || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return _links[path] = new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // What cannot be looked up cannot be followed by the tool's program either.
            return _links[path] = null;
        }
    }
}
