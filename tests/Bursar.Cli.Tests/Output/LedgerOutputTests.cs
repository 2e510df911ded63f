namespace Bursar.Cli.Tests.Output;

public sealed class LedgerOutputTests(Fixture fixture) : IClassFixture<Fixture>
{
    [Fact]
    public async Task Check_says_what_the_ledger_holds() => (await fixture.CheckAsync("ledger-check", "ledger check")).MustSucceed();

    [Fact]
    public async Task A_backup_is_a_ledger_that_gives_the_same_report()
    {
        (await fixture.CheckAsync("ledger-backup", "ledger backup {temp}/backup.db")).MustSucceed();
        using var other = new Sandbox();
        Directory.CreateDirectory(other.BursarHome);
        File.Copy(fixture.Sandbox.Path("backup.db"), other.Ledger);

        Assert.Equal((await fixture.Sandbox.RunAsync("daily", "--json")).MustSucceed().Stdout, (await other.RunAsync("daily", "--json", "--no-ingest")).MustSucceed().Stdout);
    }

    [Fact]
    public async Task A_rebuild_keeps_rows_whose_transcripts_are_gone()
    {
        using var sandbox = Sandbox.WithFixture();
        var before = (await sandbox.RunAsync("session", "--json")).MustSucceed().Stdout;
        Directory.Delete(Path.Combine(sandbox.Claude, "projects", "-home-ada-tide-pool"), recursive: true);

        var rebuild = await sandbox.RunAsync("ledger", "rebuild");

        Snapshots.Check("ledger-rebuild", rebuild.MustSucceed(), sandbox);
        Assert.Equal(before, (await sandbox.RunAsync("session", "--json")).MustSucceed().Stdout);
        (await sandbox.RunAsync("ledger", "check")).MustSucceed();
    }

    [Fact]
    public async Task Without_a_ledger_check_and_backup_say_how_to_make_one()
    {
        using var sandbox = new Sandbox();

        Snapshots.Check("ledger-check-none", await sandbox.RunAsync("ledger", "check"), sandbox);
        (await sandbox.RunAsync("ledger", "backup", sandbox.Path("b.db"))).MustFailSaying(3, sandbox.Ledger);
    }
}
