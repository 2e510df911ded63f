using Bursar.Guard.Protection.Shell;

namespace Bursar.Guard.Protection;

/// <summary>How a path that a tool names stands to a protected one.</summary>
internal enum Relation
{
    None,

    /// <summary>It is a folder somewhere above: only what destroys the whole folder touches the protected path.</summary>
    Above,

    Protected,
}

/// <summary>A file, or a folder with everything in it, that the agent's tools may read and not change.</summary>
/// <param name="Path">Absolute, with <c>/</c> between the parts and none at the end.</param>
/// <param name="IsFolder">Whether everything below is protected too.</param>
/// <param name="What">What it is, as it stands in a sentence: "the limits of this session".</param>
public sealed record ProtectedPath(string Path, bool IsFolder, string What)
{
    private readonly string[] _parts = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Names that lie in a protected folder, for the patterns of <c>find</c>.</summary>
    internal IReadOnlyList<string> Contents { get; init; } = [];

    /// <summary>How many parts at the end tell this path from any other when what stands before is not known.</summary>
    internal int TellingParts { get; init; } = 2;

    /// <summary>A folder of this name, two levels down, is free: the client lets the model keep notes beside its transcripts.</summary>
    internal string? FreeBelow { get; init; }

    internal string Name => _parts.Length == 0 ? "" : _parts[^1];

    internal bool Exists => File.Exists(Path) || Directory.Exists(Path);

    /// <param name="path">Absolute and normalised; may hold marks.</param>
    /// <param name="comparison">As the file system compares.</param>
    internal Relation Relate(string path, StringComparison comparison) => Relate(path, path.AsSpan().IndexOfAny(Mark.All) >= 0, comparison);

    /// <param name="path">Absolute and normalised.</param>
    /// <param name="hasMarks">Whether it holds marks, which is asked once for all entries.</param>
    /// <param name="comparison">As the file system compares.</param>
    internal Relation Relate(string path, bool hasMarks, StringComparison comparison)
    {
        if (hasMarks)
        {
            if (FreeBelow is not null && path.Length > Path.Length && path[Path.Length] == '/' && path.StartsWith(Path, comparison) && IsFree(path.AsSpan(Path.Length + 1), comparison))
            {
                return Relation.None;
            }

            return path.Contains(Mark.Unknown, StringComparison.Ordinal) ? RelateUnknown(path, comparison) : RelatePattern(path, comparison);
        }

        if (path.Length <= Path.Length)
        {
            return !Path.StartsWith(path, comparison) ? Relation.None
                : path.Length == Path.Length ? Relation.Protected
                : Path[path.Length] == '/' || path is [.., '/'] ? Relation.Above
                : Relation.None;
        }

        return IsFolder && path[Path.Length] == '/' && path.StartsWith(Path, comparison) && !IsFree(path.AsSpan(Path.Length + 1), comparison) ? Relation.Protected : Relation.None;
    }

    private bool IsFree(ReadOnlySpan<char> below, StringComparison comparison)
    {
        if (FreeBelow is null)
        {
            return false;
        }

        if (below.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
        {
            // Wherever it lies, it is read as a transcript.
            return false;
        }

        below = below[(below.IndexOf('/') + 1)..];
        var end = below.IndexOf('/');
        return (end < 0 ? below : below[..end]).Equals(FreeBelow, comparison);
    }

    /// <summary>Follows the pattern through the parts; the bits are the places it can have come to.</summary>
    private Relation RelatePattern(string pattern, StringComparison comparison)
    {
        if (_parts.Length > 60)
        {
            return Relation.None;
        }

        var end = 1UL << _parts.Length;
        var places = 1UL;
        foreach (var range in pattern.AsSpan().Split('/'))
        {
            var part = pattern.AsSpan()[range];
            if (part.IsEmpty)
            {
                continue;
            }

            var next = IsFolder ? places & end : 0;
            if (part is [Mark.Any, Mark.Any])
            {
                // Any number of parts; a folder with a leading dot is not entered.
                next |= places;
                for (var i = 0; i < _parts.Length; i++)
                {
                    next |= (next >> i & 1) == 1 && _parts[i][0] != '.' ? 1UL << (i + 1) : 0;
                }
            }
            else
            {
                for (var i = 0; i < _parts.Length; i++)
                {
                    next |= (places >> i & 1) == 1 && Glob.Matches(part, _parts[i], comparison) ? 1UL << (i + 1) : 0;
                }
            }

            places = next;
            if (places == 0)
            {
                return Relation.None;
            }
        }

        return (places & end) != 0 ? Relation.Protected : Relation.Above;
    }

    /// <summary>Something in the path is not known: what stands before it, or what stands after it, can still tell.</summary>
    private Relation RelateUnknown(string path, StringComparison comparison)
    {
        var first = path.IndexOf(Mark.Unknown, StringComparison.Ordinal);
        var before = path[..(path.LastIndexOf('/', first) is > 0 and var slash ? slash : 0)];
        if (before.Length > 0 && Relate(before, comparison) is Relation.Protected)
        {
            return Relation.Protected;
        }

        // It may also be nothing.
        if (Relate(PathText.Normal(path.Replace(Mark.UnknownText, "", StringComparison.Ordinal), "/"), comparison) is Relation.Protected)
        {
            return Relation.Protected;
        }

        var last = path.LastIndexOf(Mark.Unknown);
        return path.Length > last + 1 && path[last + 1] == '/' && HasTail(path[(last + 2)..], comparison) ? Relation.Protected : Relation.None;
    }

    /// <summary>Whether some folder before this relative path makes it this one.</summary>
    internal bool HasTail(string relative, StringComparison comparison)
    {
        var parts = relative.Split('/', _parts.Length + 2, StringSplitOptions.RemoveEmptyEntries);
        for (var count = Math.Min(TellingParts, _parts.Length); count <= Math.Min(_parts.Length, parts.Length); count++)
        {
            var at = 0;
            while (at < count && Glob.Matches(parts[at], _parts[_parts.Length - count + at], comparison))
            {
                at++;
            }

            if (at == count && (IsFolder || parts.Length == count))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(ProtectedPath? other) => other is not null && Path == other.Path && IsFolder == other.IsFolder;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, IsFolder);
}
