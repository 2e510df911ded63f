using System.Text.Json;
using Bursar.Cli.Tests.Contract;
using Bursar.Cli.Tests.Corpus;

namespace Bursar.Cli.Tests.Processes;

[Collection(nameof(HeavyTests))]
public sealed class AtOnceTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Ingests_at_once_beside_a_growing_transcript_count_everything_once(int processes)
    {
        using var sandbox = new Sandbox();
        var grove = new Grove(sandbox, seed: processes, sessions: 200, responses: 100);
        var ingests = Enumerable.Range(0, processes).Select(_ => sandbox.Start("ingest")).ToList();
        try
        {
            var lines = AppendWhileAnyRuns(grove, ingests);
            foreach (var ingest in ingests)
            {
                (await ingest.EndAsync()).MustSucceed();
            }

            Assert.NotEqual(0, lines);
            await grove.Books.MustBeThoseOfAsync(sandbox);
        }
        finally
        {
            ingests.ForEach(ingest => ingest.Dispose());
        }
    }

    [Fact]
    public async Task A_reader_reads_while_an_ingest_writes()
    {
        using var sandbox = new Sandbox();
        _ = new Grove(sandbox, seed: 7, sessions: 400, responses: 200);
        using var ingest = sandbox.Start("ingest");
        Assert.True(ingest.ForWriting(sandbox, 0));
        var readBeside = 0;
        decimal before = 0;
        do
        {
            var read = await sandbox.RunAsync("daily", "--no-ingest", "--json");
            if (before == 0 && read.ExitCode != 0)
            {
                // Made, and no table in it yet.
                read.MustFailSaying(3, "There is no ledger at");
                continue;
            }

            read.MustSucceed();
            var tokens = read.Json().GetProperty("totals").GetProperty("totalTokens").GetDecimal();
            Assert.True(tokens >= before, "The ledger lost tokens that a reader had seen.");
            before = tokens;
            readBeside += ingest.IsRunning ? 1 : 0;
        }
        while (ingest.IsRunning);

        (await ingest.EndAsync()).MustSucceed();
        Assert.NotEqual(0, readBeside);
    }

    [Theory]
    [InlineData("daily", "--no-ingest", "--json")]
    [InlineData("daily", "--json")]
    [InlineData("usage", "--session", "a1f0c3d2", "--json")]
    [InlineData("ledger", "check")]
    public async Task A_report_with_nothing_new_to_read_does_not_wait_for_a_writer(params string[] command)
    {
        using var sandbox = Sandbox.WithFixture();
        (await sandbox.RunAsync("ingest")).MustSucceed();
        using var writer = await LockAsync(sandbox);

        // The writer holds its lock until this ends: an answer at all is the proof.
        var answer = (await sandbox.RunAsync(command)).MustSucceed();

        Assert.True(writer.IsRunning);
        Assert.Empty(answer.Stderr);
    }

    [Fact]
    public async Task An_ingest_that_never_gets_its_turn_says_that_the_ledger_is_locked()
    {
        using var sandbox = Sandbox.WithFixture();
        (await sandbox.RunAsync("ingest")).MustSucceed();
        var session = Directory.EnumerateFiles(sandbox.Claude, "b2e1*.jsonl", SearchOption.AllDirectories).Single();
        await File.AppendAllLinesAsync(session, [TranscriptLine.Of("msg_new", DateTimeOffset.Parse("2026-11-15T00:00:00Z", null), new Tokens(5, 0, 0, 0, 0), ListPrice.Opus, "b2e1d4c3-0002-4000-8000-00000000000b", "end_turn")], TestContext.Current.CancellationToken);

        using (await LockAsync(sandbox))
        {
            (await sandbox.RunAsync("ingest")).MustFailSaying(3, sandbox.Ledger, "locked");
        }

        (await sandbox.RunAsync("ledger", "check")).MustSucceed();
        var totals = (await sandbox.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals");
        Assert.Equal(35559m + 5m, Counters.Of(totals)["totalTokens"]);
    }

    /// <summary>A program that holds the ledger's write lock until it is disposed of.</summary>
    private static async Task<RunningProgram> LockAsync(Sandbox sandbox)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sqlite3"), "sqlite3 is not installed.");
        var marker = sandbox.Path("locked");
        var writer = new RunningProgram("/usr/bin/sqlite3", [sandbox.Ledger], sandbox.Environment, sandbox.Home);
        await writer.Process.StandardInput.WriteLineAsync($"BEGIN IMMEDIATE;\n.shell touch '{marker}'");
        await writer.Process.StandardInput.FlushAsync();
        while (!File.Exists(marker))
        {
            Assert.True(writer.IsRunning, "sqlite3 could not lock the ledger.");
            Thread.Yield();
        }

        return writer;
    }

    /// <summary>Appends half a line at a time, faster than any client but no faster than a program can read.</summary>
    private static int AppendWhileAnyRuns(Grove grove, List<RunningProgram> programs)
    {
        const int MaxLines = 5_000;
        using var live = new StreamWriter(Path.Combine(grove.Projects, "live.jsonl")) { NewLine = "\n", AutoFlush = true };
        grove.Books.Files++;
        var lines = 0;
        for (var i = 0; lines < MaxLines && programs.Find(program => program.IsRunning) is { } running; i++)
        {
            foreach (var line in grove.Response("live", $"msg_live{i:x6}"))
            {
                live.Write(line[..(line.Length / 2)]);
                running.Spin(TimeSpan.FromMilliseconds(1));
                live.WriteLine(line[(line.Length / 2)..]);
                lines++;
            }
        }

        return lines;
    }
}
