using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bursar.EndToEnd.Tests.Guard;

namespace Bursar.EndToEnd.Tests.Mcp;

/// <summary>The MCP server that a scenario's client has started.</summary>
internal static class ServerProcess
{
    /// <summary>Ends it as a crash would, and waits until it is gone.</summary>
    public static void Kill(GuardScenario scenario)
    {
        using var server = Find(scenario) ?? throw new InvalidOperationException("The client has started no MCP server.");
        server.Kill();
        server.WaitForExit();
    }

    /// <summary>
    /// Waits until the client has asked the server for its tools. In a terminal it takes prompts before that, and says to a
    /// model that calls one then that there is no such tool.
    /// </summary>
    public static async Task IsUpAsync(GuardScenario scenario)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sqlite3"), "sqlite3 is not installed.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        do
        {
            using var asked = Process.Start(new ProcessStartInfo("/usr/bin/sqlite3", ["-readonly", Path.Combine(scenario.Home.BursarHome, "ledger.db"), "SELECT count(*) FROM guard_servers"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var count = await asked.StandardOutput.ReadToEndAsync(limit.Token);
            await asked.WaitForExitAsync(limit.Token);
            if (asked.ExitCode == 0 && count.Trim() is not ("" or "0"))
            {
                return;
            }
        }
        while (await tick.WaitForNextTickAsync(limit.Token));
    }

    public static Process? Find(GuardScenario scenario)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            try
            {
                // Its own home tells this scenario's server from those of tests that run beside it.
                var arguments = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
                if (arguments is [.., "mcp"] && Path.GetFileName(arguments[^2]) is "bursar" or "bursar.dll"
                    && Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "environ"))).Contains($"BURSAR_HOME={scenario.Home.BursarHome}\0", StringComparison.Ordinal))
                {
                    return Process.GetProcessById(id);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // It has ended, or is another user's.
            }
        }

        return null;
    }
}
