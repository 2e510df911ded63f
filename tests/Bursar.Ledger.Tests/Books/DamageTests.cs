using Bursar.Ledger;
using Bursar.Ledger.Maintenance;
using Bursar.Pricing;

namespace Bursar.Tests.Books;

/// <summary>A ledger outlives the transcripts, so damage to it is said and repaired, with every row that can still be read.</summary>
public sealed class DamageTests : IDisposable
{
    private const int Page = 8192;

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
    public void A_rebuild_loses_no_more_than_the_rows_of_a_damaged_page()
    {
        FillAndForget(5_000);
        var leaves = LeavesOfResponses();
        Overwrite(leaves[leaves.Count / 2] * (long)Page, 1, new Random(2));

        var result = Rebuild();

        // A page of 8 kB holds some 80 rows.
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
