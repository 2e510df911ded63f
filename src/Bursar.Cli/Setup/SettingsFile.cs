using System.Globalization;

namespace Bursar.Cli.Setup;

/// <summary>
/// A settings file of Claude Code on the disk. A link stays a link: what it leads to is read and written, as people do who
/// keep their settings in a repository.
/// </summary>
internal sealed class SettingsFile
{
    private const string BackupMark = ".bursar-backup-";

    private readonly string _target;

    private SettingsFile(string path, string target, byte[]? text) => (Path, _target, Text) = (path, target, text);

    /// <summary>The file as the client names it.</summary>
    public string Path { get; }

    /// <summary>What is in it; null if there is no such file.</summary>
    public byte[]? Text { get; }

    /// <exception cref="UserError">The file is there and cannot be read (exit code 3).</exception>
    public static SettingsFile Open(string path)
    {
        try
        {
            var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            if (target.StartsWith("/dev/", StringComparison.Ordinal))
            {
                throw UserError.BadInput($"{path} leads to {target}, which is no file; nothing was changed.", "Claude Code's settings are switched off there. Put a file in its place first.");
            }

            return new SettingsFile(path, target, Read(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{path} cannot be read: {e.Message}", "Nothing was written. Make the file readable and run the command again.", e);
        }
    }

    /// <summary>Copies that were kept before a change, the latest first.</summary>
    public IEnumerable<byte[]> Backups()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, System.IO.Path.GetFileName(Path) + BackupMark + "*").OrderDescending(StringComparer.Ordinal).Select(TryRead).OfType<byte[]>()
            : [];
    }

    /// <summary>Replaces what is in the file, in one step: whoever reads it sees the old or the new text.</summary>
    /// <param name="text">The new text; null deletes the file.</param>
    /// <param name="clock">Gives the backup its name.</param>
    /// <returns>The backup, or null if there was nothing to keep.</returns>
    /// <exception cref="UserError">The file cannot be written, or somebody else wrote it meanwhile (exit code 3).</exception>
    public string? Write(byte[]? text, TimeProvider clock) => Write(text, before => Keep(before, clock));

    /// <summary>The same without a copy of what was there.</summary>
    public void Write(byte[]? text) => Write(text, keep: null);

    private string? Write(byte[]? text, Func<byte[], string>? keep)
    {
        try
        {
            EnsureWritable();
            if (text is null)
            {
                EnsureUnchanged();
                File.Delete(_target);
                return null;
            }

            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_target)!);
            var backup = Text is null ? null : keep?.Invoke(Text);
            var next = $"{_target}.bursar-{Environment.ProcessId}";
            try
            {
                Create(next, text);
                EnsureUnchanged();
                File.Move(next, _target, overwrite: true);
            }
            finally
            {
                File.Delete(next);
            }

            return backup;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{Path} cannot be written: {e.Message}", "The settings are as they were. Make the file and its folder writable and run the command again.", e);
        }
    }

    private string Keep(byte[] text, TimeProvider clock)
    {
        var name = Path + BackupMark + clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var backup = name;
        for (var i = 2; File.Exists(backup); i++)
        {
            backup = $"{name}-{i}";
        }

        Create(backup, text);
        return backup;
    }

    private void Create(string path, byte[] text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        var mode = OperatingSystem.IsWindows() ? default : Text is null ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(_target);
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(text);
        if (!OperatingSystem.IsWindows())
        {
            // Creating is subject to the umask; a file that was shared stays shared.
            File.SetUnixFileMode(file.SafeFileHandle, mode);
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>A rename would replace a file that its owner made read-only.</summary>
    private void EnsureWritable()
    {
        if (Text is not null)
        {
            using var file = new FileStream(_target, FileMode.Open, FileAccess.ReadWrite);
        }
    }

    /// <summary>The client writes its settings too.</summary>
    private void EnsureUnchanged()
    {
        if (!(Read(_target) ?? []).AsSpan().SequenceEqual(Text ?? []))
        {
            throw UserError.Unusable($"{Path} was changed by another program while Bursar worked on it.", "Nothing was written. Run the command again.");
        }
    }

    /// <summary>A copy that cannot be read is none to go back to; the hooks are then taken out of the text as it is.</summary>
    private static byte[]? TryRead(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static byte[]? Read(string path) => File.Exists(path) || Directory.Exists(path) ? File.ReadAllBytes(path) : null;
}
