namespace Bursar.Cli.Tests.Output;

public sealed class UsageErrorTests(Fixture fixture) : IClassFixture<Fixture>
{
    [Theory]
    [InlineData("error-unknown-command", "dayly")]
    [InlineData("error-unknown-option", "daily --sinse 2026-11-01")]
    [InlineData("error-date", "daily --since 2026-13-01")]
    [InlineData("error-until-date", "daily --until tomorrow")]
    [InlineData("error-dates-exchanged", "daily --since 2026-11-02 --until 2026-11-01")]
    [InlineData("error-zone", "daily --timezone Mars/Olympus")]
    [InlineData("error-two-forms", "daily --json --csv")]
    [InlineData("error-no-dimension", "report")]
    [InlineData("error-dimension", "report --by colour")]
    [InlineData("error-dimension-twice", "report --by day,day")]
    [InlineData("error-session", "usage --session ffff")]
    [InlineData("error-price-date", "pricing check claude-opus-5 --at soon")]
    [InlineData("error-import-from", "pricing import x.json --from soon")]
    [InlineData("error-no-file", "ledger backup")]
    public async Task A_wrong_command_line_is_told_on_standard_error_with_a_hint_and_exit_code_2(string snapshot, string command)
    {
        var result = await fixture.CheckAsync(snapshot, command);

        result.MustFailSaying(2);
        Assert.Empty(result.Stdout);
    }

    [Theory]
    [InlineData("daily --order sideways", "--order", "asc", "desc")]
    [InlineData("weekly --start-of-week someday", "--start-of-week", "sunday", "saturday")]
    [InlineData("completion cmd", "shell", "bash", "fish")]
    public async Task A_value_that_is_not_offered_is_told_with_the_name_of_its_option_and_the_choices(string command, params string[] words)
    {
        var result = await fixture.Sandbox.RunAsync(fixture.Split(command));

        result.MustFailSaying(2, words);
        Assert.Equal(2, result.Stderr.TrimEnd('\n').Split('\n').Length);
        Assert.Empty(result.Stdout);
    }

    [Fact]
    public async Task A_backup_never_overwrites_a_file()
    {
        var target = fixture.Sandbox.Path("kept.txt");
        await File.WriteAllTextAsync(target, "mine", TestContext.Current.CancellationToken);

        var result = await fixture.CheckAsync("error-backup-exists", "ledger backup {temp}/kept.txt");

        result.MustFailSaying(2, target);
        Assert.Equal("mine", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
    }
}
