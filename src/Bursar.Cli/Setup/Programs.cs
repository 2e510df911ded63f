using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Bursar.Cli.Setup;

/// <summary>Where the hook program is, and which client is installed.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Beside this program, else on the PATH.</summary>
    public static string Hook(Func<string, string?> environment)
    {
        var name = HookCommandLine.Program + (OperatingSystem.IsWindows() ? ".exe" : "");
        string?[] beside = [AppContext.BaseDirectory, Path.GetDirectoryName(Environment.ProcessPath)];
        return beside.OfType<string>().Concat(Folders(environment)).Select(folder => Path.GetFullPath(Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw UserError.Unusable($"There is no {name} beside bursar ({AppContext.BaseDirectory}) nor on the PATH.", "Install both programs with eng/install, and run that bursar.");
    }

    /// <summary>The version of the <c>claude</c> on the PATH; null when there is none or it does not say.</summary>
    public static Version? Client(Func<string, string?> environment)
    {
        var name = OperatingSystem.IsWindows() ? "claude.exe" : "claude";
        var program = Folders(environment).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return program is null ? null : ParseVersion(Output(program, ["--version"]));
    }

    /// <summary>"2.1.197 (Claude Code)".</summary>
    internal static Version? ParseVersion(string? text)
    {
        var digits = string.Concat((text ?? "").Trim().TakeWhile(c => char.IsAsciiDigit(c) || c == '.'));
        return Version.TryParse(digits, out var version) ? version : null;
    }

    /// <summary>Asks the hook about a tool call that a policy forbids, as the client would, in a folder of its own.</summary>
    /// <returns>How long it took, and what is wrong with the answer; null when it denied.</returns>
    public static (TimeSpan Took, string? Fault) SelfTest(string hook, TimeProvider clock)
    {
        var folder = Directory.CreateTempSubdirectory("bursar-self-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "policy.json"), """{"limits":{"maxTurns":0}}""");
            var session = Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture);
            var shown = HookSettings.Quote(folder);
            var input = $$"""{"session_id":"{{session}}","cwd":{{shown}},"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"true"},"tool_use_id":"toolu_selftest"}""";
            var started = clock.GetTimestamp();
            var answer = Output(hook, [], input, ("BURSAR_HOME", folder), ("CLAUDE_PROJECT_DIR", folder), ("BURSAR_AUTH_MODE", ""));
            var took = clock.GetElapsedTime(started);
            return (took, answer is null ? "it could not be started or did not end in time" : answer.Contains("\"permissionDecision\":\"deny\"", StringComparison.Ordinal) ? null : $"it answered {(answer.Length == 0 ? "nothing" : answer.Trim())}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Folders(Func<string, string?> environment) => (environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static string? Output(string program, string[] arguments, string input = "", params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            return Task.WhenAll(output, error).GetAwaiter().GetResult()[0];
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            // Not a program of this machine, or one that ends without reading.
            return null;
        }
    }
}
