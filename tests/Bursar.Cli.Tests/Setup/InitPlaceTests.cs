namespace Bursar.Cli.Tests.Setup;

public sealed class InitPlaceTests : IDisposable
{
    private const UnixFileMode GroupMayWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly SetupSandbox _setup = new();

    private Sandbox Sandbox => _setup.Sandbox;

    public void Dispose() => _setup.Dispose();

    [Fact]
    public async Task Without_CLAUDE_CONFIG_DIR_the_settings_of_the_home_are_meant()
    {
        Sandbox.Environment.Remove("CLAUDE_CONFIG_DIR");

        (await _setup.InitAsync()).MustSucceed();

        Assert.True(File.Exists(Path.Combine(Sandbox.Home, ".claude", "settings.json")));
        Assert.False(File.Exists(_setup.Settings));
    }

    [Fact]
    public async Task Of_several_folders_in_CLAUDE_CONFIG_DIR_the_first_is_meant()
    {
        Sandbox.Environment["CLAUDE_CONFIG_DIR"] = $"{Sandbox.Claude},{Sandbox.Path("second")}";

        (await _setup.InitAsync()).MustSucceed();

        Assert.True(File.Exists(_setup.Settings));
        Assert.False(Directory.Exists(Sandbox.Path("second")));
    }

    [Theory]
    [InlineData(".git")]
    [InlineData(".claude")]
    public async Task A_project_is_found_from_a_folder_inside_of_it(string mark)
    {
        Directory.CreateDirectory(Sandbox.Path("work", mark));
        Directory.CreateDirectory(Sandbox.Path("work", "src", "deep"));

        (await Sandbox.ShellAsync($"""cd "{Sandbox.Path("work", "src", "deep")}" && "$BURSAR" init --project --hook "{_setup.Hook}" """)).MustSucceed();

        Assert.True(File.Exists(Sandbox.Path("work", ".claude", "settings.json")));
        Assert.False(File.Exists(_setup.Settings));
    }

    [Fact]
    public async Task The_users_own_folder_is_not_taken_for_a_projects()
    {
        Directory.CreateDirectory(Path.Combine(Sandbox.Home, ".claude"));
        Directory.CreateDirectory(Path.Combine(Sandbox.Home, "notes"));

        (await Sandbox.ShellAsync($"""cd notes && "$BURSAR" init --project --hook "{_setup.Hook}" """)).MustFailSaying(2, "your own settings", "--user");

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Sandbox.Home, ".claude")));
    }

    [Fact]
    public async Task A_link_stays_a_link_and_the_file_behind_it_is_written()
    {
        var real = Sandbox.Path("dotfiles", "claude.json");
        Directory.CreateDirectory(Path.GetDirectoryName(real)!);
        await File.WriteAllTextAsync(real, "{\"model\":\"opus\"}", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(_setup.Settings, "../dotfiles/claude.json");

        (await _setup.InitAsync()).MustSucceed();

        Assert.Equal("../dotfiles/claude.json", new FileInfo(_setup.Settings).LinkTarget);
        Assert.Contains(_setup.Hook, await File.ReadAllTextAsync(real, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(real)!));
        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Equal("{\"model\":\"opus\"}", await File.ReadAllTextAsync(real, TestContext.Current.CancellationToken));
        Assert.NotNull(new FileInfo(_setup.Settings).LinkTarget);
    }

    [Fact]
    public async Task Settings_and_backup_keep_the_mode_and_nothing_else_is_left_behind()
    {
        _setup.Text = "{}";
        File.SetUnixFileMode(_setup.Settings, GroupMayWrite);

        (await _setup.InitAsync()).MustSucceed();

        Assert.Equal(GroupMayWrite, File.GetUnixFileMode(_setup.Settings));
        Assert.Equal(GroupMayWrite, File.GetUnixFileMode(Assert.Single(_setup.Backups)));
        Assert.Matches(@"settings\.json\.bursar-backup-\d{8}T\d{6}Z$", _setup.Backups[0]);
        Assert.Equal(2, Directory.EnumerateFiles(Sandbox.Claude).Count());
    }
}
