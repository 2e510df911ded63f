namespace Bursar.Cli.Setup;

/// <summary>Programs on this machine.</summary>
internal static class Programs
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static IEnumerable<string> OnPath(Func<string, string?> environment, string name) => (environment("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified)
        .Select(folder => Path.Combine(folder, name))
        .Where(IsProgram);

    public static bool IsProgram(string path) => File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != UnixFileMode.None);
}
