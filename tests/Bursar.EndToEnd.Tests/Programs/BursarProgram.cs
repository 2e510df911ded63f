using System.Reflection;
using System.Runtime.InteropServices;

namespace Bursar.EndToEnd.Tests.Programs;

/// <summary>The built <c>bursar</c>, with a home of its own and nothing inherited from the machine.</summary>
/// <param name="home">HOME: where the client keeps its <c>.claude</c>.</param>
/// <param name="bursarHome">BURSAR_HOME: where the ledger goes.</param>
public sealed class BursarProgram(string home, string bursarHome)
{
    /// <summary>Variables added to, or put in place of, the clean environment.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["HOME"] = home,
        ["BURSAR_HOME"] = bursarHome,
        ["NO_COLOR"] = "1",
        ["PATH"] = ProgramRunner.SystemPath,
        ["DOTNET_ROOT"] = DotnetRoot,
    };

    /// <summary>Where it is started.</summary>
    public string Folder { get; init; } = home;

    public static string Executable { get; } = Find();

    internal static string DotnetRoot { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public Task<ProgramResult> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    public Task<ProgramResult> RunWithInputAsync(string stdin, params string[] arguments) =>
        File.Exists(Executable)
            ? ProgramRunner.RunAsync(
                Executable, arguments, Environment, Folder, TimeSpan.FromSeconds(60), stdin, TestContext.Current.CancellationToken)
            : throw new FileNotFoundException(
                $"There is no bursar at {Executable}.\nhint: build src/Bursar.Cli, or name another build in BURSAR_BIN.");

    public async Task<UsageReport> UsageAsync(string sessionId) =>
        UsageReport.Parse((await RunAsync("usage", "--session", sessionId, "--json")).MustSucceed());

    public async Task<DailyReport> DailyAsync() => DailyReport.Parse((await RunAsync("daily", "--json")).MustSucceed());

    private static string Find()
    {
        if (System.Environment.GetEnvironmentVariable("BURSAR_BIN") is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        var configuration = typeof(BursarProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return Path.Combine(RepositoryRoot.Path, "src", "Bursar.Cli", "bin", configuration, "net10.0", "bursar");
    }
}
