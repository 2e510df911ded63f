namespace Bursar.Cli.Tests.FirstRun;

public sealed class PermissionTests : IAsyncLifetime
{
    private Unprivileged _user = null!;

    private Sandbox Sandbox => _user.Sandbox;

    private string Session => Directory.EnumerateFiles(Sandbox.Claude, "b2e1*.jsonl", SearchOption.AllDirectories).Single();

    public async ValueTask InitializeAsync() => _user = await Unprivileged.CreateAsync(Sandbox.WithFixture());

    public ValueTask DisposeAsync()
    {
        _user?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await _user.ChmodAsync("555", Sandbox.Root);

        (await _user.RunAsync("daily")).MustFailSaying(3, Sandbox.BursarHome, "BURSAR_HOME");

        await _user.ChmodAsync("755", Sandbox.Root);
        await MustBeCompleteAsync();
    }

    [Theory]
    [InlineData("555", "444")]
    [InlineData("555", "644")]
    [InlineData("755", "444")]
    public async Task A_ledger_that_cannot_be_written_is_named_and_stays_unharmed(string folder, string file)
    {
        var lines = await File.ReadAllLinesAsync(Session, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(Session, lines[..2], TestContext.Current.CancellationToken);
        (await _user.RunAsync("ingest")).MustSucceed();
        await File.WriteAllLinesAsync(Session, lines, TestContext.Current.CancellationToken);
        await _user.ChmodAsync(file, Sandbox.Ledger);
        await _user.ChmodAsync(folder, Sandbox.BursarHome);

        (await _user.RunAsync("daily")).MustFailSaying(3, Sandbox.BursarHome, "BURSAR_HOME");

        await _user.ChmodAsync("755", Sandbox.BursarHome);
        await _user.ChmodAsync("644", Sandbox.Ledger);
        await MustBeCompleteAsync();
    }

    [Fact]
    public async Task A_read_only_ledger_can_be_reported_from_without_ingest_as_its_error_says()
    {
        string[] commands = ["daily --json", "verify a1f0 --json", "anomalies --json", "brief --json --date 2026-10-30", "usage a1f0"];
        var before = new List<string>();
        foreach (var command in commands)
        {
            before.Add((await _user.RunAsync(command.Split(' '))).MustSucceed().Stdout);
        }

        await _user.ChmodAsync("444", Sandbox.Ledger);
        await _user.ChmodAsync("555", Sandbox.BursarHome);

        foreach (var (command, told) in commands.Zip(before))
        {
            Assert.Equal(told, (await _user.RunAsync([.. command.Split(' '), "--no-ingest"])).MustSucceed().Stdout);
        }

        (await _user.RunAsync("ledger", "check")).MustSucceed();
    }

    [Fact]
    public async Task An_unreadable_transcript_is_named_in_a_warning_and_the_others_are_counted()
    {
        await _user.ChmodAsync("000", Session);

        var daily = (await _user.RunAsync("daily", "--json")).MustSucceed();
        Assert.Equal(19717, daily.Json().GetProperty("totals").GetProperty("totalTokens").GetInt64());
        Assert.StartsWith("warning: ", daily.Stderr, StringComparison.Ordinal);
        Assert.Contains(Session, daily.Stderr, StringComparison.Ordinal);
        Assert.Contains("too low", daily.Stderr, StringComparison.Ordinal);
        (await _user.RunAsync("ingest")).MustExit(3);
        Assert.Contains($"unreadable: {Session}", (await _user.RunAsync("doctor")).MustSucceed().Stdout, StringComparison.Ordinal);

        await _user.ChmodAsync("644", Session);
        await MustBeCompleteAsync();
    }

    [Fact]
    public async Task An_unreadable_project_folder_is_named_in_a_warning()
    {
        var folder = Path.GetDirectoryName(Session)!;
        await _user.ChmodAsync("000", folder);

        var daily = (await _user.RunAsync("daily", "--json")).MustSucceed();
        Assert.Contains(folder, daily.Stderr, StringComparison.Ordinal);
        (await _user.RunAsync("ingest")).MustExit(3);

        await _user.ChmodAsync("755", folder);
        await MustBeCompleteAsync();
    }

    [Fact]
    public async Task A_price_import_into_a_folder_that_cannot_be_written_names_the_file()
    {
        (await _user.RunAsync("ingest")).MustSucceed();
        await _user.ChmodAsync("555", Sandbox.BursarHome);

        (await _user.RunAsync("pricing", "import", RepositoryCopy("prices/gnomon-7b-preview.toml"))).MustFailSaying(3, Path.Combine(Sandbox.BursarHome, "prices.json"));
    }

    [Fact]
    public async Task A_backup_to_a_place_that_cannot_be_written_names_the_place()
    {
        (await _user.RunAsync("ingest")).MustSucceed();

        (await _user.RunAsync("ledger", "backup", "/proc/backup.db")).MustFailSaying(3, "/proc/backup.db");
        await MustBeCompleteAsync();
    }

    /// <summary>The repository may lie where the other user may not look.</summary>
    private string RepositoryCopy(string fixture)
    {
        var copy = Path.Combine(Sandbox.Home, Path.GetFileName(fixture));
        File.Copy(RepositoryRoot.Fixture(fixture), copy);
        File.SetUnixFileMode(copy, (UnixFileMode)0b110_100_100);
        return copy;
    }

    private async Task MustBeCompleteAsync()
    {
        (await _user.RunAsync("ingest")).MustSucceed();
        (await _user.RunAsync("ledger", "check")).MustSucceed();
        var totals = (await _user.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals");
        Assert.Equal((35559, 0.165644m), (totals.GetProperty("totalTokens").GetInt64(), totals.GetProperty("totalCost").GetDecimal()));
    }
}
