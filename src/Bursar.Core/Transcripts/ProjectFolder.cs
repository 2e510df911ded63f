namespace Bursar.Transcripts;

/// <summary>
/// The project a line belongs to. The client names a project's folder after the directory it was started in, with every
/// character but letters and digits turned into '-'; a line's <c>cwd</c> may since have moved into a subdirectory.
/// </summary>
public static class ProjectFolder
{
    public static string Encode(string directory) => string.Create(directory.Length, directory, static (span, text) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            span[i] = char.IsAsciiLetterOrDigit(text[i]) ? text[i] : '-';
        }
    });

    /// <summary>The directory at or above <paramref name="cwd"/> that gave the folder its name, else <paramref name="cwd"/> itself.</summary>
    public static string Resolve(string folder, string? cwd)
    {
        if (string.IsNullOrEmpty(cwd))
        {
            return folder;
        }

        for (var candidate = cwd; candidate.Length >= folder.Length; candidate = Parent(candidate))
        {
            if (candidate.Length == folder.Length && string.Equals(Encode(candidate), folder, StringComparison.Ordinal))
            {
                return candidate;
            }
        }

        return cwd;
    }

    // Transcripts of another system may lie here, so both separators count wherever we run.
    private static string Parent(string path) => path.AsSpan().LastIndexOfAny('/', '\\') is var i and > 0 ? path[..i] : string.Empty;
}
