namespace Bursar.Guard;

/// <summary>Wildcards of paths, in marked words (<see cref="Mark"/>).</summary>
internal static class Glob
{
    public static bool HasWildcard(string path) => path.AsSpan().IndexOfAny(Mark.Any, Mark.One, Mark.Set) >= 0;

    /// <summary>Whether the pattern selects the protected path or something in it.</summary>
    public static bool Covers(string pattern, string path, bool ignoresCase) => Matched(pattern, path, ignoresCase) is var (parts, whole) && parts == whole && !IsSpared(pattern, path, whole);

    /// <summary>Whether the pattern selects a folder above the path.</summary>
    public static bool CoversBelow(string pattern, string path, bool ignoresCase) => Matched(pattern, path, ignoresCase) is var (parts, whole) && parts < whole && parts > 0;

    /// <summary>One name against one pattern; a wildcard does not match a leading dot.</summary>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name, bool ignoresCase, bool hidesDots = true)
    {
        if (hidesDots && name is ['.', ..] && pattern is [Mark.Any or Mark.One, ..])
        {
            return false;
        }

        int p = 0, n = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == Mark.Any)
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && Fits(pattern, p, name[n], ignoresCase, out var next))
            {
                p = next;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == Mark.Any)
        {
            p++;
        }

        return p == pattern.Length;
    }

    /// <summary>A pattern as <c>find -name</c> takes it, quoted for the shell.</summary>
    public static string Quoted(string pattern) => pattern.Replace('*', Mark.Any).Replace('?', Mark.One).Replace('[', Mark.Set);

    // What a set holds is not looked at: it stands for any one character.
    private static bool Fits(ReadOnlySpan<char> pattern, int at, char c, bool ignoresCase, out int next)
    {
        next = at + 1;
        if (pattern[at] == Mark.Set)
        {
            var end = pattern[at..].IndexOf(']');
            next = end < 0 ? pattern.Length : at + end + 1;
            return true;
        }

        return pattern[at] == Mark.One || pattern[at] == c || (ignoresCase && char.ToUpperInvariant(pattern[at]) == char.ToUpperInvariant(c));
    }

    /// <summary>How many parts of the path the pattern matches, and how many it has; null when one does not match.</summary>
    private static (int Parts, int Whole)? Matched(string pattern, string path, bool ignoresCase)
    {
        int whole = 0, parts = 0, at = 1;
        foreach (var range in path.AsSpan(1).Split('/'))
        {
            whole++;
            if (at > pattern.Length)
            {
                continue;
            }

            var rest = pattern.AsSpan(at);
            var end = rest.IndexOf('/');
            var part = end < 0 ? rest : rest[..end];
            if (!IsMatch(part, path.AsSpan(1)[range], ignoresCase))
            {
                return null;
            }

            parts++;
            at += part.Length + 1;
        }

        return (parts, whole);
    }

    private static bool IsSpared(string pattern, string path, int whole)
    {
        if (!path.EndsWith("/projects", StringComparison.Ordinal))
        {
            return false;
        }

        var at = 0;
        for (var part = 0; part < whole && at >= 0; part++)
        {
            at = pattern.IndexOf('/', at + 1);
        }

        return at > 0 && new ProtectedPath(path, ProtectedKind.Transcripts).Spares(pattern.AsSpan(at));
    }
}
