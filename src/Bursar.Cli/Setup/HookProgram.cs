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
            var path = named.Length > 0 ? Path.GetFullPath(named) : throw UserError.BadInput("--hook: no file is named; expected the path of bursar-hook.");
            return !ShellWord.IsHook(path, isProgram: true, out _) ? throw UserError.BadInput($"--hook: {path} is not named {ShellWord.HookName}; by that name its entries are found again.")
                : IsProgram(path) ? path
                : throw UserError.BadInput($"--hook: {path} is no program; expected an executable file.");
        }

        return Programs.OfBursar(FileName, environment) ?? throw UserError.Unusable($"{FileName} was not found beside bursar or on the PATH.", "Install both with eng/install, or name it with --hook FILE.");
    }

    private static bool IsProgram(string path) => Programs.IsProgram(path);
}
