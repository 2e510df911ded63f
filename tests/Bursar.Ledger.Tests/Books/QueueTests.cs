using System.Diagnostics;
using Bursar.Ledger;

namespace Bursar.Tests.Books;

/// <summary>Writers have their turn in the order in which they came; and who keeps the queue up keeps nobody from writing.</summary>
public sealed class QueueTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private string Queue => _machine.LedgerPath + "-queue";

    [Fact]
    public async Task The_first_that_waits_is_the_first_that_writes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Who waits is told by /proc/locks.");
        LedgerStore.Open(_machine.LedgerPath).Dispose();
        var order = new List<int>();
        using var mayEnd = new ManualResetEventSlim();
        using var hasBegun = new ManualResetEventSlim();
        var holder = Write(() =>
        {
            hasBegun.Set();
            mayEnd.Wait(TestContext.Current.CancellationToken);
        });
        hasBegun.Wait(TestContext.Current.CancellationToken);

        var waiting = new List<Task>();
        for (var i = 0; i < 8; i++)
        {
            var number = i;
            waiting.Add(Write(() => order.Add(number)));
            while (Waiting() <= number)
            {
                await Task.Yield();
            }
        }

        mayEnd.Set();
        await Task.WhenAll([holder, .. waiting]);

        Assert.Equal(Enumerable.Range(0, 8), order);
    }

    [Fact]
    public async Task A_program_that_never_leaves_the_queue_is_passed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "flock (util-linux) is not installed.");
        using (var ledger = LedgerStore.Open(_machine.LedgerPath))
        {
            ledger.Transact(() => ledger.Names.Id("before"));
        }

        using var hanging = Process.Start(new ProcessStartInfo("/usr/bin/flock", [Queue, "sh", "-c", "echo held; exec sleep 600"]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("held", await hanging.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            using var ledger = LedgerStore.Open(_machine.LedgerPath, TimeSpan.FromMilliseconds(50));
            Assert.NotNull(ledger.Transact(() => ledger.Names.Id("meanwhile")));
            Assert.NotNull(ledger.Transact(() => ledger.Names.Id("and again")));
        }
        finally
        {
            hanging.Kill(entireProcessTree: true);
            await hanging.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var after = LedgerStore.Open(_machine.LedgerPath);
        Assert.Equal(3, after.Transact(() => after.Database.Scalar("SELECT count(*) FROM names WHERE name IN ('before', 'meanwhile', 'and again')")));
    }

    [Fact]
    public void Where_no_queue_can_be_made_everybody_writes_as_before()
    {
        Directory.CreateDirectory(Queue);

        using var ledger = LedgerStore.Open(_machine.LedgerPath);

        Assert.NotNull(ledger.Transact(() => ledger.Names.Id("written")));
    }

    private Task Write(Action work) => Task.Factory.StartNew(
        () =>
        {
            using var ledger = LedgerStore.Open(_machine.LedgerPath, TimeSpan.FromSeconds(60));
            ledger.Transact(() =>
            {
                work();
                return 0;
            });
        },
        TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>How many wait for the queue's file, by the system's word.</summary>
    private int Waiting()
    {
        var start = new ProcessStartInfo("stat", ["-c", "%i", Queue]) { RedirectStandardOutput = true };
        using var stat = Process.Start(start)!;
        var inode = stat.StandardOutput.ReadToEnd().Trim();
        stat.WaitForExit();
        return File.ReadLines("/proc/locks").Count(line => line.Contains("->", StringComparison.Ordinal) && line.Contains($":{inode} ", StringComparison.Ordinal));
    }
}
