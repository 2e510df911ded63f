namespace Bursar.Cli.Tests.FirstRun;

public sealed class NoHomeTests
{
    [Theory]
    [InlineData("daily")]
    [InlineData("ingest")]
    [InlineData("doctor")]
    [InlineData("pricing")]
    [InlineData("ledger check")]
    public async Task Without_any_home_the_variables_to_set_are_named(string command)
    {
        using var sandbox = new Sandbox();
        sandbox.Environment.Remove("HOME");
        sandbox.Environment.Remove("BURSAR_HOME");

        var result = await sandbox.RunAsync(command.Split(' '));

        result.MustFailSaying(3, "HOME is not set", "BURSAR_HOME");
        Assert.Empty(result.Stdout);
    }

    [Fact]
    public async Task With_a_place_for_the_ledger_but_none_to_look_for_transcripts_the_variables_to_set_are_named()
    {
        using var sandbox = new Sandbox();
        sandbox.Environment.Remove("HOME");
        sandbox.Environment.Remove("CLAUDE_CONFIG_DIR");

        (await sandbox.RunAsync("daily")).MustFailSaying(3, "HOME is not set", "CLAUDE_CONFIG_DIR");
    }

    [Fact]
    public async Task The_ledger_and_its_folder_are_for_the_owner_alone()
    {
        using var sandbox = Sandbox.WithFixture();
        sandbox.Environment.Remove("BURSAR_HOME");
        (await sandbox.ShellAsync("umask 000; exec \"$BURSAR\" ingest")).MustSucceed();

        var folder = Path.Combine(sandbox.Home, ".local", "share", "bursar");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.All(Directory.EnumerateFiles(folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }
}
