using System.Buffers.Binary;

namespace Bursar.Cli.Tests.FirstRun;

public sealed class DamagedLedgerTests : IDisposable
{
    private const int UserVersionOffset = 60;

    private readonly Sandbox _sandbox = Sandbox.WithFixture();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("daily")]
    [InlineData("daily --no-ingest")]
    [InlineData("ingest")]
    [InlineData("usage --session a1")]
    [InlineData("doctor")]
    [InlineData("ledger check")]
    public async Task Garbage_in_place_of_the_ledger_is_named_with_what_to_do_and_not_touched(string command)
    {
        var garbage = await WriteGarbageAsync();

        (await _sandbox.RunAsync(command.Split(' '))).MustFailSaying(3, _sandbox.Ledger, "bursar ledger rebuild");

        Assert.Equal(garbage, await File.ReadAllBytesAsync(_sandbox.Ledger, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_rebuild_makes_a_ledger_out_of_garbage_and_leaves_the_garbage_beside_it()
    {
        var garbage = await WriteGarbageAsync();

        (await _sandbox.RunAsync("ledger", "rebuild")).MustSucceed();

        await MustBeCompleteAsync();
        var old = Assert.Single(Directory.EnumerateFiles(_sandbox.BursarHome, "ledger.db.old-*"));
        Assert.Equal(garbage, await File.ReadAllBytesAsync(old, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_ledger_cut_in_half_is_found_damaged_and_rebuilt()
    {
        (await _sandbox.RunAsync("ingest")).MustSucceed();
        using (var file = File.OpenWrite(_sandbox.Ledger))
        {
            file.SetLength(file.Length / 2);
        }

        (await _sandbox.RunAsync("ledger", "check")).MustFailSaying(3, _sandbox.Ledger, "bursar ledger rebuild");
        (await _sandbox.RunAsync("daily")).MustFailSaying(3, _sandbox.Ledger, "bursar ledger rebuild");
        (await _sandbox.RunAsync("ledger", "rebuild")).MustSucceed();

        await MustBeCompleteAsync();
    }

    [Theory]
    [InlineData("daily")]
    [InlineData("ingest")]
    [InlineData("daily --no-ingest")]
    public async Task A_ledger_of_a_newer_bursar_is_left_alone_and_the_update_is_recommended(string command)
    {
        (await _sandbox.RunAsync("ingest")).MustSucceed();
        var bytes = await File.ReadAllBytesAsync(_sandbox.Ledger, TestContext.Current.CancellationToken);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(UserVersionOffset), 9_999);
        await File.WriteAllBytesAsync(_sandbox.Ledger, bytes, TestContext.Current.CancellationToken);

        (await _sandbox.RunAsync(command.Split(' '))).MustFailSaying(3, _sandbox.Ledger, "newer", "Update");

        Assert.Equal(bytes, await File.ReadAllBytesAsync(_sandbox.Ledger, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("daily --no-ingest")]
    [InlineData("ledger check")]
    [InlineData("daily")]
    public async Task The_empty_file_that_a_kill_at_the_very_start_leaves_is_no_damage_and_no_other_version(string command)
    {
        Directory.CreateDirectory(_sandbox.BursarHome);
        await File.WriteAllBytesAsync(_sandbox.Ledger, [], TestContext.Current.CancellationToken);

        var result = await _sandbox.RunAsync(command.Split(' '));

        Assert.DoesNotContain("another version", result.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("no such table", result.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", result.Stderr, StringComparison.Ordinal);
        await MustBeCompleteAsync();
    }

    [Fact]
    public async Task A_folder_in_place_of_the_ledger_is_named()
    {
        Directory.CreateDirectory(_sandbox.Ledger);

        (await _sandbox.RunAsync("daily")).MustFailSaying(3, _sandbox.Ledger);
    }

    [Fact]
    public async Task A_file_in_place_of_the_folder_is_named()
    {
        await File.WriteAllTextAsync(_sandbox.BursarHome, "mine", TestContext.Current.CancellationToken);

        (await _sandbox.RunAsync("daily")).MustFailSaying(3, _sandbox.BursarHome, "BURSAR_HOME");
    }

    private async Task<byte[]> WriteGarbageAsync()
    {
        var garbage = new byte[20_000];
        new Random(1).NextBytes(garbage);
        Directory.CreateDirectory(_sandbox.BursarHome);
        await File.WriteAllBytesAsync(_sandbox.Ledger, garbage, TestContext.Current.CancellationToken);
        return garbage;
    }

    private async Task MustBeCompleteAsync()
    {
        var totals = (await _sandbox.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals");
        Assert.Equal((35559, 0.165644m), (totals.GetProperty("totalTokens").GetInt64(), totals.GetProperty("totalCost").GetDecimal()));
        (await _sandbox.RunAsync("ledger", "check")).MustSucceed();
    }
}
