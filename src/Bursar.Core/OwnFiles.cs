namespace Bursar;

/// <summary>Files that are replaced as a whole: whoever reads one sees the old text or the new, and what was a link stays one.</summary>
public static class OwnFiles
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>For the owner alone.</summary>
    public const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder that nobody else may look into; one that is there keeps its mode.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, OwnerFolder);
        }
    }

    /// <summary>Follows links, and keeps the mode of what is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">All of it.</param>
    /// <param name="mode">Of a file that is new; null for what the system gives.</param>
    /// <exception cref="IOException">It cannot be written; what was there is as it was.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> text, UnixFileMode? mode = OwnerFile)
    {
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        ReplaceItself(target, text, !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : mode, isFlushed: true);
    }

    /// <summary>The same without a look at what is there.</summary>
    /// <param name="path">The file itself.</param>
    /// <param name="text">All of it.</param>
    /// <param name="mode">Null for what the system gives.</param>
    /// <param name="isFlushed">Whether to wait for the disk.</param>
    public static void ReplaceItself(string path, ReadOnlySpan<byte> text, UnixFileMode? mode, bool isFlushed)
    {
        // One process may write the same file from several threads.
        var next = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
            if (mode is { } wanted && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = wanted;
            }

            using (var file = new FileStream(next, options))
            {
                file.Write(text);
                if (isFlushed)
                {
                    file.Flush(flushToDisk: true);
                }
            }

            if (mode is { } shared && !OperatingSystem.IsWindows() && (shared & ~OwnerFile) != UnixFileMode.None)
            {
                // Creating is subject to the umask; a file that was shared stays shared.
                File.SetUnixFileMode(next, shared);
            }

            File.Move(next, path, overwrite: true);
        }
        catch
        {
            File.Delete(next);
            throw;
        }
    }
}
