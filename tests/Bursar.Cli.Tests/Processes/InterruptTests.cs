using Bursar.Cli.Tests.Corpus;

namespace Bursar.Cli.Tests.Processes;

[Collection(nameof(HeavyTests))]
public sealed class InterruptTests
{
    [Theory]
    [InlineData("ingest")]
    [InlineData("daily")]
    public async Task Ctrl_C_ends_a_long_first_read_with_130_and_the_next_run_goes_on(string command)
    {
        using var sandbox = new Sandbox();
        var grove = new Grove(sandbox, seed: 130, sessions: 400, responses: 200);
        using var program = sandbox.Start(command);
        Assert.True(program.ForWriting(sandbox, 0));

        program.Interrupt();
        var result = (await program.EndAsync()).MustExit(130);

        Assert.StartsWith("interrupted", result.Stderr, StringComparison.Ordinal);
        Assert.Empty(result.Stdout);
        await grove.Books.MustBeThoseOfAsync(sandbox);
    }

    [Fact]
    public async Task Ctrl_C_during_a_rebuild_leaves_the_ledger_as_it_was()
    {
        using var sandbox = new Sandbox();
        var grove = new Grove(sandbox, seed: 131, sessions: 400, responses: 200);
        (await sandbox.RunAsync("ingest")).MustSucceed();
        using var rebuild = sandbox.Start("ledger", "rebuild");
        while (rebuild.IsRunning && !Directory.EnumerateFiles(sandbox.BursarHome, "*.rebuild-*-wal").Any(path => new FileInfo(path).Length > 0))
        {
            Thread.Yield();
        }

        rebuild.Interrupt();
        (await rebuild.EndAsync()).MustExit(130);

        Assert.All(Directory.EnumerateFiles(sandbox.BursarHome), path => Assert.StartsWith("ledger.db", Path.GetFileName(path), StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.EnumerateFiles(sandbox.BursarHome), path => path.Contains("rebuild", StringComparison.Ordinal) || path.Contains(".old", StringComparison.Ordinal));
        await grove.Books.MustBeThoseOfAsync(sandbox);
    }
}
