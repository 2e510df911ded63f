using System.Globalization;

namespace Bursar.Cli.Setup;

/// <summary>A settings file of Claude Code on disk: read whole, replaced whole, with a copy of what was there before.</summary>
internal sealed class SettingsFile
{
    private readonly string _target;

    /// <param name="path">As the user knows it; a link is followed, so that files kept elsewhere stay there.</param>
    public SettingsFile(string path)
    {
        Path = path;
        var file = new FileInfo(path);
        _target = file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    public string Path { get; }

    public bool Exists => File.Exists(_target);

    public byte[] Read()
    {
        try
        {
            return Exists ? File.ReadAllBytes(_target) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{Path} cannot be read: {e.Message}", "Make it readable; nothing was changed.", e);
        }
    }

    /// <returns>The copy of what was there; null when there was nothing.</returns>
    public string? Write(byte[] content, TimeProvider clock)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_target)!);
            string? backup = null;
            if (Exists)
            {
                var stem = string.Create(CultureInfo.InvariantCulture, $"{_target}.bursar-backup-{clock.GetUtcNow():yyyyMMdd'T'HHmmss}");
                backup = stem;
                for (var i = 2; File.Exists(backup); i++)
                {
                    backup = string.Create(CultureInfo.InvariantCulture, $"{stem}-{i}");
                }

                File.Copy(_target, backup);
            }

            var next = string.Create(CultureInfo.InvariantCulture, $"{_target}.bursar-{Environment.ProcessId}");
            using (var file = new FileStream(next, Mode()))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, _target, overwrite: true);
            return backup;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{Path} cannot be written: {e.Message}", "Make the file and its folder writable; what was there is still there.", e);
        }
    }

    public void Delete()
    {
        try
        {
            File.Delete(_target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{Path} cannot be deleted: {e.Message}", "Make its folder writable.", e);
        }
    }

    private FileStreamOptions Mode()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Exists ? File.GetUnixFileMode(_target) : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        }

        return options;
    }
}
