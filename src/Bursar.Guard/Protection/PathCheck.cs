using System.Buffers;
using Bursar.Guard.Protection.Shell;

namespace Bursar.Guard.Protection;

/// <summary>Holds the paths that one tool call names against the protected ones.</summary>
internal sealed class PathCheck(ProtectedPaths paths, string? home)
{
    /// <summary>What ends a path in the text of a program.</summary>
    private static readonly SearchValues<char> CodeBreaks = SearchValues.Create(" \t\r\n'\"`()<>|;&,=[]{}\0");

    private ProtectedPath[]? _entries;

    public Links Links { get; } = new();

    public string? Home { get; } = home;

    public Func<string, string?> Variables => paths.Variables;

    public StringComparison Comparison => paths.Comparison;

    /// <summary>As they are written, and as they are when links are followed: either is hit.</summary>
    public ProtectedPath[] Entries => _entries ??= [.. paths.Entries.Concat(paths.Entries.Select(entry => Led(entry, Links.Resolve(entry.Path)))).Distinct()];

    /// <summary>The protected path that is changed when this one is written; null when none is.</summary>
    /// <param name="word">A path as a tool or a command names it.</param>
    /// <param name="folders">What it may be relative to.</param>
    public ProtectedPath? Written(string word, IReadOnlyList<string> folders) => Find(word, folders, alsoAbove: false);

    /// <summary>The protected path that is changed when this one and everything in it goes, moves or changes its rights.</summary>
    public ProtectedPath? Destroyed(string word, IReadOnlyList<string> folders) => Find(word, folders, alsoAbove: true);

    private ProtectedPath? Find(string word, IReadOnlyList<string> folders, bool alsoAbove)
    {
        if (word.Length == 0)
        {
            return null;
        }

        foreach (var folder in folders)
        {
            var joined = PathText.Join(folder, word, Home);
            var written = PathText.Normal(joined, folder);
            var led = Links.Resolve(written.StartsWith("/proc/", StringComparison.Ordinal) || joined.StartsWith("/proc/", StringComparison.Ordinal) ? written : joined);
            var hasMarks = written.AsSpan().IndexOfAny(Mark.All) >= 0;
            var isElsewhere = !string.Equals(led, written, StringComparison.Ordinal);
            foreach (var entry in Entries)
            {
                var relation = entry.Relate(written, hasMarks, Comparison);
                relation = isElsewhere && relation is not Relation.Protected ? Max(relation, entry.Relate(led, Comparison)) : relation;
                if (relation is Relation.Protected || (alsoAbove && relation is Relation.Above && entry.Exists))
                {
                    return entry;
                }
            }

            if (PathText.IsRooted(word))
            {
                break;
            }
        }

        return null;
    }

    /// <summary>Protected paths in a folder, or the folder itself if it is one.</summary>
    public IEnumerable<ProtectedPath> Within(string folder)
    {
        var written = PathText.Normal(folder, "/");
        var led = Links.Resolve(folder);
        return Entries.Where(entry => entry.Relate(written, Comparison) is not Relation.None || entry.Relate(led, Comparison) is not Relation.None);
    }

    /// <summary>The protected path that a piece of program text names.</summary>
    public ProtectedPath? InText(string code, IReadOnlyList<string> folders)
    {
        var at = 0;
        while (at < code.Length)
        {
            var length = code.AsSpan(at).IndexOfAny(CodeBreaks);
            length = length < 0 ? code.Length - at : length;
            if (length > 3 && Token(code.Substring(at, Math.Min(length, 4096)), folders) is { } found)
            {
                return found;
            }

            at += length + 1;
        }

        return null;
    }

    private ProtectedPath? Token(string token, IReadOnlyList<string> folders)
    {
        token = token.StartsWith("$HOME/", StringComparison.Ordinal) && Home is not null ? Home + token[5..] : token;

        // What stands before it may be joined to it when the program runs.
        var tail = token.TrimStart('/', '~');
        tail = tail.StartsWith("./", StringComparison.Ordinal) ? tail[2..] : tail;
        foreach (var folder in folders)
        {
            var path = PathText.Normal(PathText.Join(folder, token, Home), folder);
            foreach (var entry in Entries)
            {
                if (entry.Relate(path, Comparison) is Relation.Protected || entry.HasTail(tail, Comparison))
                {
                    return entry;
                }
            }
        }

        return null;
    }

    private static ProtectedPath Led(ProtectedPath entry, string path) => new(path, entry.IsFolder, entry.What) { Contents = entry.Contents, TellingParts = entry.TellingParts, FreeBelow = entry.FreeBelow };

    private static Relation Max(Relation a, Relation b) => a > b ? a : b;
}
