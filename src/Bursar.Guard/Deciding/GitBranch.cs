using System.Text;

namespace Bursar.Guard;

/// <summary>
/// The branch that a folder is on, as git's own files tell it and the client writes it on each line. A session's first prompt
/// comes before any line does.
/// </summary>
internal static class GitBranch
{
    private const string Link = "gitdir: ";
    private const string Reference = "ref: refs/heads/";

    /// <summary>What git and the client call a commit that is no branch's.</summary>
    private const string Detached = "HEAD";

    /// <summary>A name of a branch is a file's name; more than that is no such file.</summary>
    private const int MaxLength = 4096;

    /// <param name="folder">A whole path.</param>
    /// <returns>Null where there is no repository, or none that may be read.</returns>
    public static string? Of(string folder)
    {
        try
        {
            for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
            {
                var git = Path.Combine(above, ".git");
                if (Directory.Exists(git))
                {
                    return Head(git);
                }

                // A worktree or submodule.
                if (Text(git) is { } text)
                {
                    return text.StartsWith(Link, StringComparison.Ordinal) ? Head(Path.GetFullPath(text[Link.Length..], above)) : null;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Which branch it is the first response tells.
        }

        return null;
    }

    private static string? Head(string git) => Text(Path.Combine(git, "HEAD")) switch
    {
        null => null,
        var text when text.StartsWith(Reference, StringComparison.Ordinal) => text[Reference.Length..],
        _ => Detached,
    };

    private static string? Text(string path) => SmallFile.Read(path, MaxLength) is { } bytes ? Encoding.UTF8.GetString(bytes).TrimEnd() : null;
}
