namespace Bursar;

/// <summary>Files that others may have put something else in the place of: a pipe would hold a hook up, and a huge file too.</summary>
public static class SmallFile
{
    /// <param name="path">A whole path; links are followed.</param>
    /// <param name="maxLength">In bytes.</param>
    /// <returns>Null when there is no such file, it is empty, larger, or no file (a pipe or device has no length).</returns>
    public static byte[]? Read(string path, long maxLength)
    {
        // The length of a link is its own, so it is asked where it leads to.
        var file = new FileInfo(path);
        file = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        return file is { Exists: true } && file.Length > 0 && file.Length <= maxLength ? File.ReadAllBytes(file.FullName) : null;
    }
}
