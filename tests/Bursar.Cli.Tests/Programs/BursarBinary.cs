using System.Reflection;
using System.Runtime.InteropServices;

namespace Bursar.Cli.Tests.Programs;

/// <summary>
/// The built programs: those that BURSAR_BIN and BURSAR_HOOK name, else the native ones that eng/test has just built and names by
/// BURSAR_NATIVE (hundreds of starts take a tenth of the time, and it is what people install), or the ones built beside these tests.
/// </summary>
internal static class BursarBinary
{
    public static string Path { get; } = Find("BURSAR_BIN", "Bursar.Cli", "bursar");

    public static string Hook { get; } = Find("BURSAR_HOOK", "Bursar.Hook", "bursar-hook");

    /// <summary>Where the runtime lies that runs these tests; the program's host is told to use the same.</summary>
    public static string DotnetRoot { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static string Find(string variable, string project, string program)
    {
        var path = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named ? System.IO.Path.GetFullPath(named)
            : Environment.GetEnvironmentVariable("BURSAR_NATIVE") is { Length: > 0 } native ? System.IO.Path.Combine(native, program)
            : Built(project, program);
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no {program} at {path}.\nhint: build src/{project}, or name another build in {variable}.");
    }

    private static string Built(string project, string program)
    {
        var configuration = typeof(BursarBinary).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return System.IO.Path.Combine(RepositoryRoot.Path, "src", project, "bin", configuration, "net10.0", program);
    }
}
