using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Phases;
using Bursar.Ledger.Rollups;
using Bursar.Pricing;
using Bursar.Tests.Properties;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Phases;

/// <summary>When responses began, in ledgers that an earlier version wrote and in those that are made anew.</summary>
public sealed class BeginningTests
{
    private static void Write(Machine machine, World world)
    {
        foreach (var file in world.Files)
        {
            machine.Folder.Write("claude/" + file.Path, file.Bytes);
        }
    }

    [Fact]
    public void A_ledger_from_before_learns_the_beginnings_of_responses_whose_transcripts_are_there() => Check.One(Seeded.Config(40), Prop.ForAll(World.Any, world =>
    {
        using var machine = new Machine();
        Write(machine, world);
        machine.Ingest();
        var expected = machine.Content();
        using var ledger = LedgerStore.Open(machine.LedgerPath);
        ledger.Database.Execute("UPDATE responses SET started = NULL; UPDATE files SET preceding = NULL, reader = 2");

        machine.Ingest();

        Assert.Equal(expected, machine.Content());
    }));

    [Fact]
    public void A_rebuild_keeps_beginnings_and_marks_whose_transcripts_are_gone()
    {
        using var machine = new Machine();
        var clock = new SetClock();
        machine.Session("s", Line.User("2026-11-01T10:00:01Z"), Line.Assistant("msg_1").At("2026-11-01T10:00:30Z").Output(7), Line.User("2026-11-01T10:01:00Z"), Line.Assistant("msg_2").At("2026-11-01T10:01:09Z").Output(50));
        machine.Ingest();
        using (var ledger = LedgerStore.Open(machine.LedgerPath))
        {
            var marks = new PhaseMarks(ledger, clock);
            marks.Start("s", "first", "key", PhaseEstimate.Of(0.5m, 700));
            clock.Wait(10_000);
            marks.End("s");
            marks.Start("s", "second");
        }

        File.Delete(machine[Machine.Project + "s.jsonl"]);
        var before = Text(machine);
        Assert.Equal("1 key first 2026-11-01T10:00:00.0000000+00:00 2026-11-01T10:00:10.0000000+00:00 7 500000000000 700 | 2  second 2026-11-01T10:00:10.0000000+00:00  50   | rest 0", before);

        Bursar.Ledger.Maintenance.Rebuild.Run(machine.LedgerPath, [machine.Root], new Pricer(machine.Prices), TimeProvider.System, null, CancellationToken.None);

        Assert.Equal(before, Text(machine));
    }

    private static string Text(Machine machine)
    {
        using var ledger = LedgerStore.Open(machine.LedgerPath);
        var report = PhaseReport.Build(ledger, PhaseFilter.Everything);
        return string.Join(" | ", report.Phases.Select(phase => $"{phase.Id} {phase.Key} {phase.Name} {phase.Started:O} {phase.Ended:O} {phase.Own.Total} {phase.Estimate.Cost} {phase.Estimate.Tokens}").Append($"rest {report.Rest.Total}"));
    }

    [Fact]
    public void A_beginning_that_becomes_known_later_disturbs_no_sums()
    {
        using var machine = new Machine();
        var answer = Line.Assistant("msg_1").At("2026-11-01T10:00:30Z").Output(7);
        machine.Session("s", answer);
        using var ledger = LedgerStore.Open(machine.LedgerPath);
        string Sums() => ledger.Transact(() => string.Join(';', SpendQuery.Session(ledger, "s").Select(row => row.ToString())));
        long Stale() => ledger.Database.Scalar("SELECT count(*) FROM rollups_stale");
        var ingest = new SessionIngest(ledger, new Pricer(machine.Prices));
        void Read(string session) => ledger.Transact(() => ingest.Run(Transcripts.TranscriptCatalog.FindSession(machine[$"{Machine.Project}{session}.jsonl"])));
        Read("s");
        var before = Sums();

        machine.Session("fork", Line.QueueOperation("2026-11-01T12:00:00Z"), Line.User("2026-11-01T10:00:01Z"), answer.Copy().Session("fork"));
        Read("fork");

        Assert.Equal(Transcripts.Timestamp.Of(new DateTimeOffset(2026, 11, 1, 10, 0, 1, TimeSpan.Zero)), ledger.Database.Scalar("SELECT started FROM responses"));
        Assert.Equal((before, 0), (Sums(), Stale()));
    }
}
