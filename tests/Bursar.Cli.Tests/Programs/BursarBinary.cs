using System.Reflection;
using System.Runtime.InteropServices;

namespace Bursar.Cli.Tests.Programs;

/// <summary>The built <c>bursar</c>: BURSAR_BIN, or the one built beside these tests.</summary>
internal static class BursarBinary
{
    public static string Path { get; } = Find();

    /// <summary>Where the runtime lies that runs these tests; the program's host is told to use the same.</summary>
    public static string DotnetRoot { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static string Find()
    {
        var path = Environment.GetEnvironmentVariable("BURSAR_BIN") is { Length: > 0 } named ? System.IO.Path.GetFullPath(named) : Built();
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no bursar at {path}.\nhint: build src/Bursar.Cli, or name another build in BURSAR_BIN.");
    }

    private static string Built()
    {
        var configuration = typeof(BursarBinary).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return System.IO.Path.Combine(RepositoryRoot.Path, "src", "Bursar.Cli", "bin", configuration, "net10.0", "bursar");
    }
}
