using Bursar.Guard.Protection.Shell;

namespace Bursar.Guard.Protection;

/// <summary>Paths as text: joined, and freed of detours that need no look at the disk.</summary>
internal static class PathText
{
    /// <summary>The path below its folder, unless it stands on its own; <c>..</c> is kept, for a link may come before it.</summary>
    public static string Join(string folder, string path, string? home)
    {
        if (path.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            path = Uri.UnescapeDataString(path["file://".Length..]);
        }

        path = Slashes(path);
        if (path is ['~'] or ['~', '/', ..] && home is not null)
        {
            return Slashes(home) + path[1..];
        }

        return IsRooted(path) ? path : $"{Slashes(folder)}/{path}";
    }

    public static bool IsRooted(string path) => path is ['/', ..] || (OperatingSystem.IsWindows() && path is [_, ':', ..]);

    public static string Slashes(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;

    /// <summary>Without <c>.</c>, <c>..</c>, doubled slashes, a slash at the end, and <c>/proc/self/root</c>.</summary>
    /// <param name="path">From <see cref="Join"/>.</param>
    /// <param name="folder">What <c>/proc/self/cwd</c> means.</param>
    public static string Normal(string path, string folder)
    {
        path = Normal(path);
        while (path.StartsWith("/proc/", StringComparison.Ordinal))
        {
            var process = path.IndexOf('/', 6);
            if (process < 0 || !(path.AsSpan(6, process - 6) is "self" or "thread-self" or [Mark.Unknown] || path.AsSpan(6, process - 6).IndexOfAnyExceptInRange('0', '9') < 0))
            {
                break;
            }

            var end = path.IndexOf('/', process + 1);
            end = end < 0 ? path.Length : end;
            if (path.AsSpan(process + 1, end - process - 1) is "root")
            {
                path = end == path.Length ? "/" : path[end..];
            }
            else if (path.AsSpan(process + 1, end - process - 1) is "cwd" && !folder.StartsWith("/proc/", StringComparison.Ordinal))
            {
                path = Normal(folder + path[end..]);
            }
            else
            {
                break;
            }
        }

        return path;
    }

    private static string Normal(string path)
    {
        if (!NeedsWork(path))
        {
            return path;
        }

        var buffer = new char[path.Length + 1];
        var length = 0;
        foreach (var range in path.AsSpan().Split('/'))
        {
            var part = path.AsSpan()[range];
            if (part is "" or ".")
            {
                continue;
            }

            if (part is "..")
            {
                length = Math.Max(0, buffer.AsSpan(0, length).LastIndexOf('/'));
                continue;
            }

            if (length > 0 || path[0] == '/')
            {
                buffer[length++] = '/';
            }

            part.CopyTo(buffer.AsSpan(length));
            length += part.Length;
        }

        return length == 0 ? "/" : new string(buffer, 0, length);
    }

    private static bool NeedsWork(string path)
    {
        if (path is [.., '/'] or [])
        {
            return true;
        }

        for (var at = path.IndexOf('/', StringComparison.Ordinal); at >= 0; at = path.IndexOf('/', at + 1))
        {
            var rest = path.AsSpan(at + 1);
            if (rest is ['/', ..] or ['.'] or ['.', '/', ..] or ['.', '.'] or ['.', '.', '/', ..])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last part, without what a pattern or an unknown makes of it.</summary>
    public static string Name(string path)
    {
        var trimmed = Mark.Plain(Slashes(path)).AsSpan().TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..].ToString();
    }
}
