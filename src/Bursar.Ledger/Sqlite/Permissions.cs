namespace Bursar.Ledger.Sqlite;

/// <summary>
/// Looks before SQLite does. It would make its log with the rights of a ledger that may not be written, and stumble over
/// that log once the ledger may.
/// </summary>
internal static class Permissions
{
    private static readonly string[] Files = ["", "-wal", "-shm"];

    /// <summary>Whether the ledger, its log and their folder can be written.</summary>
    public static bool CanWrite(string path) => Obstacle(path) is null;

    /// <summary>What cannot be written, with the system's words; null when everything can.</summary>
    public static (string Path, Exception Error)? Obstacle(string path)
    {
        foreach (var file in Files.Select(suffix => path + suffix).Where(File.Exists))
        {
            try
            {
                File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return (file, e);
            }
        }

        if (File.Exists(path + "-wal"))
        {
            return null;
        }

        // The folder matters only when a log must be made in it.
        var folder = Path.GetDirectoryName(path)!;
        var probe = Path.Combine(folder, $".bursar-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
        try
        {
            new FileStream(probe, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose }).Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (folder, e);
        }
    }
}
