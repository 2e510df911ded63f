namespace Bursar.Policy;

/// <summary>Where a folder lies when every link on its way is followed: the client tells its own by that name.</summary>
internal static class RealFolder
{
    /// <summary>As many as the kernel follows.</summary>
    private const int MaxLinks = 40;

    /// <summary>Nobody's project lies deeper, and a policy of a thousand made-up paths shall not make a hook slow.</summary>
    private const int MaxLength = 1024, MaxDepth = 64;

    /// <param name="path">A whole path; what does not exist, or is longer than any, is taken as it stands.</param>
    public static string Of(string path)
    {
        var links = 0;
        return path.Length > MaxLength || path.AsSpan().Count(Path.DirectorySeparatorChar) > MaxDepth ? path : Of(Path.TrimEndingDirectorySeparator(path), ref links);
    }

    private static string Of(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { Length: > 0 } above)
        {
            return path;
        }

        var folder = Path.Combine(Of(above, ref links), Path.GetFileName(path));
        return new DirectoryInfo(folder).LinkTarget is { } target && ++links <= MaxLinks
            ? Of(Path.GetFullPath(target, Path.GetDirectoryName(folder)!), ref links)
            : folder;
    }
}
