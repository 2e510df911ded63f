using System.Reflection;

namespace Bursar.EndToEnd.Tests.Programs;

/// <summary>The built <c>bursar-hook</c>; <c>BURSAR_HOOK</c> names another build, such as the native one.</summary>
internal static class HookProgram
{
    public static string Executable { get; } = Find();

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
