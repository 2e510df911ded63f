using System.Diagnostics;
using Bursar.Ledger;
using Bursar.Ledger.Sqlite;

namespace Bursar.Tests.Books;

/// <summary>Writers have their turn in the order in which they came; and who keeps the queue up keeps nobody from writing.</summary>
public sealed class QueueTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private string Queue => _machine.LedgerPath + "-queue";

    [Fact]
    public async Task Of_one_programs_threads_the_first_that_waits_is_the_first_that_writes()
    {
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
            while (Turnstile.Of(_machine.LedgerPath).Waiting <= number)
            {
                await Task.Yield();
            }
        }

        mayEnd.Set();
        await Task.WhenAll([holder, .. waiting]);

        Assert.Equal(Enumerable.Range(0, 8), order);
    }

    [Fact]
    public async Task Of_programs_the_first_that_waits_is_the_first_that_writes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/flock"), "Who waits is told by /proc/locks; flock (util-linux) is the other program.");
        using (var ledger = LedgerStore.Open(_machine.LedgerPath))
        {
            ledger.Transact(() => ledger.Names.Id("before"));
        }

        var order = _machine.LedgerPath + ".order";
        using var holder = Start("echo held; read end");
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var own = Write(() => File.AppendAllText(order, "own\n"));
        await Waits(1);
        using var other = Start($"echo other >> '{order}'");
        await Waits(2);

        await holder.StandardInput.WriteLineAsync("now");
        await own;
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["own", "other"], await File.ReadAllLinesAsync(order, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_thread_that_does_not_wait_for_its_turn_any_longer_keeps_nobody_from_theirs()
    {
        LedgerStore.Open(_machine.LedgerPath).Dispose();
        var turnstile = Turnstile.Of(_machine.LedgerPath);
        Assert.True(turnstile.Enter(TimeSpan.Zero));
        Assert.False(await Task.Run(() => turnstile.Enter(TimeSpan.FromMilliseconds(20)), TestContext.Current.CancellationToken));
        var next = Task.Run(() => turnstile.Enter(TimeSpan.FromSeconds(60)), TestContext.Current.CancellationToken);
        while (turnstile.Waiting == 0)
        {
            await Task.Yield();
        }

        turnstile.Leave();
        Assert.True(await next);
        turnstile.Leave();
        Assert.True(turnstile.Enter(TimeSpan.Zero));
        turnstile.Leave();
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

    /// <summary>Another program that holds the queue while it runs some lines of the shell.</summary>
    private Process Start(string lines) => Process.Start(new ProcessStartInfo("/usr/bin/flock", [Queue, "sh", "-c", lines]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;

    private async Task Waits(int count)
    {
        while (Waiting() < count)
        {
            await Task.Yield();
        }
    }

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
