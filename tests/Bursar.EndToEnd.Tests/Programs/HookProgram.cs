using System.Reflection;

namespace Bursar.EndToEnd.Tests.Programs;

/// <summary>The built <c>bursar-hook</c>; <c>BURSAR_HOOK</c> names another build, such as the native one.</summary>
internal static class HookProgram
{
    public static string Executable { get; } = Find();

    /// <summary>
    /// The program for many at once: the native one that eng/test has just built, where it can be. Compiling itself, each would need a
    /// tenth of a second of a core, and what is tested is not how many of those two cores can do in the hook's four seconds.
    /// </summary>
    public static string ForMany { get; } = Native() ?? Executable;

    /// <summary>How many of them two cores can start at once and be done within a hook's time.</summary>
    public static int Many => Native() is null ? 12 : 32;

    private static string? Native() =>
        System.Environment.GetEnvironmentVariable("BURSAR_NATIVE") is { Length: > 0 } native ? Path.Combine(native, "bursar-hook") : null;

    /// <summary>Whether it is another build than the one beside the tests.</summary>
    public static bool IsNamed => System.Environment.GetEnvironmentVariable("BURSAR_HOOK") is { Length: > 0 };

    /// <summary>What a hook needs beside what the client hands down.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Environment(string bursarHome) =>
    [
        new("BURSAR_HOME", bursarHome),
        new("DOTNET_ROOT", BursarProgram.DotnetRoot),
        // Many programs at once on two cores shall not each measure what they compile.
        new("DOTNET_TieredPGO", "0"),
    ];

    private static string Find()
    {
        if (System.Environment.GetEnvironmentVariable("BURSAR_HOOK") is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        var configuration = typeof(HookProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var built = Path.Combine(RepositoryRoot.Path, "src", "Bursar.Hook", "bin", configuration, "net10.0", "bursar-hook");
        return File.Exists(built) ? built : throw new FileNotFoundException($"There is no bursar-hook at {built}.\nhint: build src/Bursar.Hook, or name another build in BURSAR_HOOK.");
    }
}
