using Bursar.Cli.Tests.Corpus;

namespace Bursar.Cli.Tests.FirstRun;

public sealed class FullDiskTests
{
    private const int CannotMount = 77;

    /// <summary>400 kB for any file; the runtime maps its own code through a file that would not fit unless told otherwise.</summary>
    private const string Limited = "trap '' XFSZ; ulimit -f 400; export DOTNET_EnableWriteXorExecute=0; ";

    [Fact]
    public async Task On_a_full_disk_the_ledger_is_named_and_once_there_is_room_it_is_completed()
    {
        using var sandbox = new Sandbox();
        var grove = new Grove(sandbox, seed: 28, sessions: 40, responses: 100);
        Directory.CreateDirectory(sandbox.BursarHome);

        // The small disk lives as long as the shell's own namespace; a backup brings the ledger out.
        var result = await sandbox.ShellAsync($$"""
            unshare {{(Environment.IsPrivilegedProcess ? "-m" : "-rm")}} bash -c '
              mount -t tmpfs -o size=600k tmpfs "$BURSAR_HOME" || exit {{CannotMount}}
              "$BURSAR" ingest; echo "full: $?"
              "$BURSAR" ledger check > /dev/null; echo "check: $?"
              mount -o remount,size=100m "$BURSAR_HOME"
              "$BURSAR" ingest > /dev/null; echo "again: $?"
              "$BURSAR" ledger backup "{{sandbox.Path("saved.db")}}" > /dev/null
            ' || exit {{CannotMount}}
            """);
        Assert.SkipWhen(result.ExitCode == CannotMount, "A small disk cannot be mounted here.");

        Assert.Equal("full: 3\ncheck: 0\nagain: 0\n", result.MustSucceed().Stdout);
        Assert.Contains($"error: The ledger {sandbox.Ledger} could not", result.Stderr, StringComparison.Ordinal);
        Assert.Contains("disk is full", result.Stderr, StringComparison.Ordinal);
        Assert.Contains("\nhint: Free some space", result.Stderr, StringComparison.Ordinal);
        File.Move(sandbox.Path("saved.db"), sandbox.Ledger);
        await grove.Books.MustBeThoseOfAsync(sandbox);
    }

    [Fact]
    public async Task At_a_limit_of_file_size_the_ledger_is_named_and_without_it_completed()
    {
        using var sandbox = new Sandbox();
        var grove = new Grove(sandbox, seed: 27, sessions: 40, responses: 100);

        var result = (await sandbox.ShellAsync(Limited + "exec \"$BURSAR\" ingest")).MustExit(3);

        result.MustFailSaying(3, sandbox.Ledger);
        (await sandbox.RunAsync("ledger", "check")).MustSucceed();
        await grove.Books.MustBeThoseOfAsync(sandbox);
    }

    [Fact]
    public async Task A_rebuild_without_room_leaves_the_ledger_as_it_was()
    {
        using var sandbox = new Sandbox();
        var grove = new Grove(sandbox, seed: 26, sessions: 40, responses: 100);
        (await sandbox.RunAsync("ingest")).MustSucceed();
        var before = await File.ReadAllBytesAsync(sandbox.Ledger, TestContext.Current.CancellationToken);

        (await sandbox.ShellAsync(Limited + "exec \"$BURSAR\" ledger rebuild")).MustFailSaying(3, sandbox.Ledger);

        Assert.Equal(before, await File.ReadAllBytesAsync(sandbox.Ledger, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(Directory.EnumerateFiles(sandbox.BursarHome), path => path.Contains("rebuild", StringComparison.Ordinal));
        await grove.Books.MustBeThoseOfAsync(sandbox);
    }
}
