namespace Bursar.Cli.Setup;

/// <summary>Where <c>bursar-hook</c> lies.</summary>
internal static class HookProgram
{
    private static readonly string FileName = OperatingSystem.IsWindows() ? ShellWord.HookName + ".exe" : ShellWord.HookName;

    /// <summary>The hook that was asked for, else the one beside the running <c>bursar</c>, else the first on the PATH.</summary>
    /// <exception cref="UserError">There is none (exit code 3), or what was named is none (2).</exception>
    public static string Find(string? named, Func<string, string?> environment)
    {
        if (named is not null)
        {
            var path = Path.GetFullPath(named);
            return !ShellWord.IsHook(path, isProgram: true, out _) ? throw UserError.BadInput($"--hook: {path} is not named {ShellWord.HookName}; by that name its entries are found again.")
                : IsProgram(path) ? path
                : throw UserError.BadInput($"--hook: {path} is no program; expected an executable file.");
        }

        var onPath = Programs.OnPath(environment, FileName).FirstOrDefault();
        var beside = Beside().FirstOrDefault(IsProgram);
        return beside is not null && onPath is not null && Real(beside) == Real(onPath) ? onPath // A link on the PATH outlives an update, the file behind it may not.
            : beside ?? onPath ?? throw UserError.Unusable($"{FileName} was not found beside bursar or on the PATH.", "Install both with eng/install, or name it with --hook FILE.");
    }

    private static IEnumerable<string> Beside()
    {
        var program = Environment.ProcessPath;
        string?[] files = [program, program is null ? null : Real(program), Path.Combine(AppContext.BaseDirectory, "bursar")];
        return files.Where(file => file is not null).Select(file => Path.Combine(Path.GetDirectoryName(file)!, FileName)).Distinct(StringComparer.Ordinal);
    }

    private static string Real(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static bool IsProgram(string path) => Programs.IsProgram(path);
}
