namespace Bursar.Cli.Setup;

/// <summary>Claude Code on this machine.</summary>
internal static class ClientProgram
{
    /// <summary>The first on the PATH, else where the client's installers put it; null if there is none.</summary>
    public static string? Find(Func<string, string?> environment, string? home)
    {
        var name = OperatingSystem.IsWindows() ? "claude.exe" : "claude";
        string[] own = home is null ? [] : [Path.Combine(home, ".local", "bin", name), Path.Combine(home, ".claude", "local", name)];
        return Programs.OnPath(environment, name).Concat(own.Where(Programs.IsProgram)).FirstOrDefault();
    }
}
