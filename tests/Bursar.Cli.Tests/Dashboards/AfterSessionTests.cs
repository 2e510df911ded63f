using System.Text.Json.Nodes;
using Bursar.Cli.Tests.Forecasting;
using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.Dashboards;

/// <summary>What the configuration wants done when a session has ended is done, and the hook does not wait for it.</summary>
public sealed class AfterSessionTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Sandbox _sandbox = Guarded.Sandbox();

    public void Dispose() => _sandbox.Dispose();

    /// <summary>The hook that lies beside the program, as it is installed.</summary>
    private static string Hook => Path.Combine(Path.GetDirectoryName(BursarBinary.Path)!, "bursar-hook");

    private async Task<ProgramResult> TellAsync(string hookEvent)
    {
        var json = new JsonObject { ["session_id"] = Guarded.Orchard, ["transcript_path"] = _sandbox.Transcript(Guarded.Orchard), ["cwd"] = _sandbox.Home, ["hook_event_name"] = hookEvent, ["reason"] = "other" };
        using var hook = new RunningProgram(Hook, [], _sandbox.Environment, _sandbox.Home);
        await hook.Process.StandardInput.WriteAsync(json.ToJsonString());
        return (await hook.EndAsync()).MustSucceed();
    }

    private static async Task AppearsAsync(Func<bool> isThere)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!isThere())
        {
            await tick.WaitForNextTickAsync(limit.Token);
        }
    }

    [Fact]
    public async Task The_dashboards_are_written_again_after_the_last_event_with_what_the_session_cost_and_after_no_other()
    {
        var (markdown, html) = (_sandbox.Path("spending.md"), _sandbox.Path("spending.html"));
        _sandbox.Write("config.json", $$$"""{"authMode":"api_key","dashboard":{"out":"{{{markdown}}}","html":"{{{html}}}"}}""");

        await TellAsync("SessionStart");
        await TellAsync("Stop");
        Assert.False(File.Exists(markdown));
        await TellAsync("SessionEnd");
        await AppearsAsync(() => File.Exists(markdown) && File.Exists(html));

        Assert.Equal((await _sandbox.RunAsync("dashboard", "--out", "-")).MustSucceed().Stdout, await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Alerts_are_delivered_while_nobody_waits_for_them()
    {
        _sandbox.WriteNow(10);
        _sandbox.Write("policy.json", """{"budgets":[{"name":"all","period":"month","maxSpendUSD":0.5}]}""");
        var (gate, done) = (_sandbox.Path("gate"), _sandbox.Path("done"));
        (await _sandbox.ShellAsync($"mkfifo '{gate}'")).MustSucceed();
        _sandbox.Write("config.json", $$$"""{"authMode":"api_key","alerts":{"rules":[{"when":"budget"}],"channels":[{"name":"slow","type":"command","argv":["/bin/sh","-c","cat '{{{gate}}}' > /dev/null; touch '{{{done}}}'"]}],"timeoutSeconds":60}}""");

        // The channel takes its alert only when this test lets it; the hook has ended before.
        await TellAsync("SessionEnd");
        Assert.False(File.Exists(done));
        await File.WriteAllTextAsync(gate, "go", TestContext.Current.CancellationToken);
        await AppearsAsync(() => File.Exists(done));
    }

    [Fact]
    public async Task What_fails_there_stands_in_the_journal()
    {
        _sandbox.Write("config.json", $$$"""{"authMode":"api_key","dashboard":{"out":"{{{_sandbox.Path("nowhere", "spending.md")}}}"}}""");

        await TellAsync("SessionEnd");
        await AppearsAsync(() => Path.Combine(_sandbox.BursarHome, "failures") is var folder && Directory.Exists(folder) && Directory.GetFiles(folder, "*.log").Length > 0);
        await TellAsync("SessionStart");

        Assert.Contains("dashboard: ", (await _sandbox.RunAsync("journal")).MustSucceed().Stdout, StringComparison.Ordinal);
    }
}
