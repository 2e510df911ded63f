namespace Bursar.Cli.Tests.Processes;

/// <summary>A rebuild puts a new file in the ledger's place: rows whose transcripts are gone must survive a kill between any two renames.</summary>
public sealed class RebuildKillTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_rebuild_killed_at_any_of_its_renames_loses_no_row(int rename)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace, which kills at a system call, is not installed.");
        using var sandbox = Sandbox.WithFixture();
        (await sandbox.RunAsync("ingest")).MustSucceed();
        Directory.Delete(Path.Combine(sandbox.Claude, "projects", "-home-ada-tide-pool"), recursive: true);

        // With fewer renames than this one the rebuild simply succeeds.
        await sandbox.ShellAsync($"strace -f -o /dev/null -e trace=rename,renameat2 -e inject=rename,renameat2:signal=KILL:when={rename} \"$BURSAR\" ledger rebuild");

        var totals = (await sandbox.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals");
        Assert.Equal((35559, 0.165644m), (totals.GetProperty("totalTokens").GetInt64(), totals.GetProperty("totalCost").GetDecimal()));
        (await sandbox.RunAsync("ledger", "check")).MustSucceed();
    }
}
