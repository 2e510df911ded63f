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

    /// <summary>A program of Bursar's: the one beside the running <c>bursar</c>, else the first on the PATH; null if there is none.</summary>
    public static string? OfBursar(string name, Func<string, string?> environment)
    {
        var onPath = OnPath(environment, name).FirstOrDefault();
        var beside = Beside(name).FirstOrDefault(IsProgram);
        return beside is not null && onPath is not null && Real(beside) == Real(onPath) ? onPath // A link on the PATH outlives an update, the file behind it may not.
            : beside ?? onPath;
    }

    private static IEnumerable<string> Beside(string name)
    {
        var program = Environment.ProcessPath;
        string?[] files = [program, program is null ? null : Real(program), Path.Combine(AppContext.BaseDirectory, "bursar")];
        return files.Where(file => file is not null).Select(file => Path.Combine(Path.GetDirectoryName(file)!, name)).Distinct(StringComparer.Ordinal);
    }

    private static string Real(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
