using Bursar.Ledger;
using Bursar.Ledger.Maintenance;
using Bursar.Ledger.Observing;
using Bursar.Ledger.Reports;
using Bursar.Pricing;

namespace Bursar.Tests.Books;

/// <summary>A rebuild reads the transcripts that are left and keeps what only the old ledger knows.</summary>
public sealed class RebuildTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private RebuildResult Rebuild() => Bursar.Ledger.Maintenance.Rebuild.Run(_machine.LedgerPath, [_machine.Root], new Pricer(_machine.Prices), TimeProvider.System, null, CancellationToken.None);

    private string Responses() => string.Join('\n', _machine.Content().Split('\n').Where(line => line.StartsWith("msg_", StringComparison.Ordinal)));

    [Fact]
    public void A_rebuild_keeps_rows_whose_transcripts_are_gone()
    {
        _machine.Session("gone", Line.Assistant("msg_1").Input(10).Output(20).CacheWrite(3, 4).Set("gitBranch", "main").Set("attributionSkill", "foo"), Line.Assistant("msg_2").Model("mystery").Output(5));
        _machine.Session("there", Line.Assistant("msg_3").Output(7));
        _machine.Ingest();
        var before = Responses();
        File.Delete(_machine[Machine.Project + "gone.jsonl"]);

        var result = Rebuild();

        Assert.Equal((2, 0), (result.Kept, result.Lost.Count));
        Assert.Equal(before, Responses());
        Assert.True(File.Exists(result.OldFile));
        _machine.Ingest();
        Assert.Equal(before, Responses());
    }

    [Fact]
    public void A_rebuild_leaves_a_forks_history_with_the_original_that_is_gone()
    {
        var line = Line.Assistant("msg_1").Output(10).At("2026-11-01T09:00:05Z");
        _machine.Session("z", Line.User("2026-11-01T09:00:00Z"), line);
        _machine.Session("a", Line.QueueOperation("2026-11-01T11:00:00Z"), line.Copy().Session("a"));
        Assert.Equal("z=1", _machine.Messages(Dimension.Session));
        File.Delete(_machine[Machine.Project + "z.jsonl"]);

        Rebuild();

        Assert.Equal("z=1", _machine.Messages(Dimension.Session));
    }

    [Fact]
    public void A_rebuild_keeps_the_final_snapshot_whose_transcript_is_gone()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(90));
        _machine.Subagent("s1", "aside", Line.Assistant("msg_1").Output(2).Stop(null).Sidechain("aside"));
        Assert.Equal(90, _machine.Totals.Output);
        File.Delete(_machine[Machine.Project + "s1.jsonl"]);

        Rebuild();

        Assert.Equal(90, _machine.Totals.Output);
    }

    [Fact]
    public void A_rebuild_keeps_what_the_client_told_of_its_own_account()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(90));
        _machine.Ingest();
        using (var ledger = LedgerStore.Open(_machine.LedgerPath))
        {
            ledger.Transact(() =>
            {
                Observations.Note(ledger, "s1", new ClientAccount(123, 1_000, 10, "2.1.197", "claude-opus-4-8"), 1);
                Observations.Note(ledger, "s1", new ClientAccount(100, null, null, null, null), 2);
                PlanLimits.Note(ledger, new PlanLimit("five_hour", 3, 23_500, null));
                return 0;
            });
        }

        Assert.Empty(Rebuild().Lost);

        using var rebuilt = LedgerStore.OpenReadOnly(_machine.LedgerPath)!;
        Assert.Equal(
            [new Observation("s1", 1, 1, 123, new ClientAccount(123, 1_000, 10, "2.1.197", "claude-opus-4-8")), new Observation("s1", 2, 2, 100, new ClientAccount(100, null, null, null, null))],
            Observations.OfSession(rebuilt, "s1"));
        Assert.Equal([new PlanLimit("five_hour", 3, 23_500, null)], PlanLimits.Read(rebuilt, "five_hour", 10));
    }

    [Fact]
    public void A_rebuild_with_other_prices_prices_every_row_anew()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Input(1_000_000));
        _machine.Ingest();
        Directory.Delete(_machine.Root, recursive: true);
        _machine.Prices = PriceSources.Load(new BursarPaths(_machine.Folder.Path, _machine.Folder.Path, _machine.Folder.Path), name => name == "BURSAR_PRICE_OPUS_INPUT" ? "7" : null);

        Rebuild();

        Assert.Equal(7m, _machine.Dollars);
    }
}
