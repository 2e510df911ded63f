using Bursar.Cli.Setup.Json;

namespace Bursar.Cli.Setup;

/// <summary>What a settings file is without Bursar's hooks and status line.</summary>
internal static class HookRemoval
{
    /// <returns>The text as it shall be; null where the file shall go, because Bursar made it and nothing else is in it.</returns>
    public static (byte[]? Text, IReadOnlyList<(string Event, HookAction Action)> Changes, LineAction? Line) Of(SettingsFile file)
    {
        if (file.Text is not { } text)
        {
            return (null, [], null);
        }

        var line = StatusLineSettings.Remove(text, file.Path);
        var plan = HookSettings.Uninstall(line.Text, file.Path);
        if (plan.Changes.Count == 0 && line.Action is null)
        {
            return (text, [], null);
        }

        // A `hooks` that was there and empty, or blanks inside of braces, cannot be told from the result: the backup has them.
        var backups = file.Backups().Where(backup => IsFromBefore(backup, file.Path)).ToArray();
        var original = backups.FirstOrDefault(backup => Installed(backup, text, file.Path).AsSpan().SequenceEqual(text));
        return (original ?? (backups.Length == 0 && IsEmptyObject(plan.Text, file.Path) ? null : plan.Text), plan.Changes, line.Action);
    }

    /// <summary>What a backup would have become with the hooks and the status line that the file has now.</summary>
    private static byte[] Installed(byte[] backup, byte[] text, string path)
    {
        var root = JsonSpans.Read(text, path);
        var entries = HookEntries.Find(root).ToArray();
        try
        {
            var events = HookedEvents.All.Where(hooked => entries.Any(entry => entry.EventName == hooked.Name));
            var command = entries.Select(entry => entry.Command).FirstOrDefault(line => line.Length > 0 && !line.EndsWith(HookForms.Flag, StringComparison.Ordinal)) ?? "";
            var hooked = entries.Length == 0 ? backup : HookSettings.Install(backup, path, new HookForms(command, entries.Any(entry => entry.IsMcp)), [.. events]).Text;
            return StatusLineSettings.Find(root) is { } line && !HookSettings.IsBlank(hooked) ? StatusLineSettings.Put(hooked, path, line) : hooked;
        }
        catch (UserError)
        {
            // A backup that somebody edited is no state that the file was in.
            return [];
        }
    }

    /// <summary>Backups of settings in which Bursar's hooks were already are not what was there before them.</summary>
    private static bool IsFromBefore(byte[] backup, string path)
    {
        try
        {
            return HookSettings.IsBlank(backup) || (JsonSpans.Read(backup, path) is var root && !HookEntries.Find(root).Any() && StatusLineSettings.Find(root) is null);
        }
        catch (UserError)
        {
            return false;
        }
    }

    private static bool IsEmptyObject(byte[] text, string path) => JsonSpans.Read(text, path).Elements.Count == 0;
}
