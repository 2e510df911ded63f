using Bursar.Ledger;
using Bursar.Ledger.Maintenance;
using Bursar.Ledger.Reports;
using Bursar.Pricing;

namespace Bursar.Tests.Books;

/// <summary>A ledger outlives the transcripts, so damage to it is said and repaired, with every row that can still be read.</summary>
public sealed class DamageTests : IDisposable
{
    private const int Page = 4096;

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private RebuildResult Rebuild() => Bursar.Ledger.Maintenance.Rebuild.Run(_machine.LedgerPath, [_machine.Root], new Pricer(_machine.Prices), TimeProvider.System, null, CancellationToken.None);

    private void FillAndForget(int responses)
    {
        _machine.Session("s1", [.. Enumerable.Range(0, responses).Select(i => Line.Assistant($"msg_{i:x24}").Output(1))]);
        _machine.Ingest();
        Directory.Delete(_machine.Root, recursive: true);
        using var ledger = LedgerStore.Open(_machine.LedgerPath);
        ledger.Database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private void AssertToldAsUnusable(Action use)
    {
        var error = Assert.Throws<UserError>(use);
        Assert.Equal(ExitCode.Unusable, error.Code);
        Assert.Equal(3, (int)error.Code);
        Assert.Contains(_machine.LedgerPath, error.Message, StringComparison.Ordinal);
        Assert.Contains("bursar ledger rebuild", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("this is no database, it is a letter to the bursar about the price of candles and wine.......................................")]
    [InlineData("SQLite format 3\0 and then nothing that a database would hold ................................................................")]
    public void A_file_that_is_no_ledger_is_told_with_its_path_and_what_to_do(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_machine.LedgerPath)!);
        File.WriteAllText(_machine.LedgerPath, content);

        AssertToldAsUnusable(() => _machine.Ingest());
        AssertToldAsUnusable(() => _ = LedgerStore.OpenReadOnly(_machine.LedgerPath));
        Assert.False(LedgerCheck.Run(_machine.LedgerPath).IsSound);
    }

    [Fact]
    public void Damage_in_the_middle_is_told_with_its_path_and_what_to_do()
    {
        FillAndForget(3_000);
        Overwrite(from: Page, pages: 40, new Random(1));

        AssertToldAsUnusable(() => _ = _machine.Totals);
        Assert.False(LedgerCheck.Run(_machine.LedgerPath).IsSound);
    }

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
    public void A_rebuild_with_other_prices_prices_every_row_anew()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Input(1_000_000));
        _machine.Ingest();
        Directory.Delete(_machine.Root, recursive: true);
        _machine.Prices = PriceSources.Load(new BursarPaths(_machine.Folder.Path, _machine.Folder.Path, _machine.Folder.Path), name => name == "BURSAR_PRICE_OPUS_INPUT" ? "7" : null);

        Rebuild();

        Assert.Equal(7m, _machine.Dollars);
    }

    [Fact]
    public void A_rebuild_loses_no_more_than_the_rows_of_a_damaged_page()
    {
        FillAndForget(5_000);
        var leaves = LeavesOfResponses();
        Overwrite(leaves[leaves.Count / 2] * (long)Page, 1, new Random(2));

        var result = Rebuild();

        // A page of 4 kB holds some 40 rows.
        Assert.InRange(_machine.Totals.Messages, 4_900, 4_999);
        Assert.NotEmpty(result.Lost);
    }

    [Fact]
    public void A_rebuild_of_whatever_is_left_says_what_it_lost_and_never_crashes()
    {
        FillAndForget(400);
        var sound = File.ReadAllBytes(_machine.LedgerPath);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var damaged = (byte[])sound.Clone();
            for (var i = 0; i < 1 + (seed * 3); i++)
            {
                damaged[random.Next(seed % 3 == 0 ? 0 : 100, damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_machine.LedgerPath, damaged);
            var crash = Record.Exception(() => Rebuild());
            Assert.True(crash is null or UserError, $"seed {seed}: {crash}");
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_machine.LedgerPath)!))
            {
                File.Delete(file);
            }
        }
    }

    [Fact]
    public void A_backup_is_a_whole_ledger()
    {
        FillAndForget(500);
        var target = _machine.Folder["backup.db"];

        LedgerCheck.Backup(_machine.LedgerPath, target);

        Assert.Equal(_machine.Content(), LedgerContent.Of(target));
        Assert.Equal((true, 500), (LedgerCheck.Run(target).IsSound, LedgerCheck.Run(target).Responses));
    }

    private string Responses() => string.Join('\n', _machine.Content().Split('\n').Where(line => line.StartsWith("msg_", StringComparison.Ordinal)));

    private void Overwrite(long from, int pages, Random random)
    {
        using var file = new FileStream(_machine.LedgerPath, FileMode.Open, FileAccess.ReadWrite);
        var noise = new byte[Page * pages];
        random.NextBytes(noise);
        file.Position = from;
        file.Write(noise);
    }

    /// <summary>Pages of the file that hold rows of the table: leaves of a table b-tree that hold a message's id.</summary>
    private List<int> LeavesOfResponses()
    {
        var bytes = File.ReadAllBytes(_machine.LedgerPath);
        return [.. Enumerable.Range(1, (bytes.Length / Page) - 1).Where(page => bytes[page * Page] == 0x0d && bytes.AsSpan(page * Page, Page).IndexOf("msg_"u8) >= 0)];
    }
}
