namespace Bursar.Guard.Protection;

/// <summary>The administrator's settings of Claude Code.</summary>
internal static class ManagedSettings
{
    public static string File { get; } =
        OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "ClaudeCode", "managed-settings.json")
        : OperatingSystem.IsMacOS() ? "/Library/Application Support/ClaudeCode/managed-settings.json"
        : "/etc/claude-code/managed-settings.json";
}
