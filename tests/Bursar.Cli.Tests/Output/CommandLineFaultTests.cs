namespace Bursar.Cli.Tests.Output;

public sealed class CommandLineFaultTests(Fixture fixture) : IClassFixture<Fixture>
{
    [Theory]
    [InlineData("dayly", "Unrecognized command or argument 'dayly'. Did you mean 'daily'?")]
    [InlineData("policy chek", "Unrecognized command or argument 'chek'. Did you mean 'check'?")]
    [InlineData("daily --brekdown", "Did you mean '--breakdown'?")]
    [InlineData("daily extra", "Unrecognized command or argument 'extra'.")]
    [InlineData("xyzzy", "Unrecognized command or argument 'xyzzy'.")]
    [InlineData("policy check --jsn", "Unrecognized command or argument '--jsn'.", "behind `--`")]
    [InlineData("journal -n many", "--count: 'many' is not what it takes; expected a whole number.")]
    [InlineData("allow --session x --add-usd abc", "--add-usd: 'abc' is no amount; expected dollars such as 1.50.")]
    [InlineData("allow --session x --add-usd 0.00001", "expected at least 0.0001 and at most 1000000")]
    public async Task It_is_told_without_the_programs_own_types_and_with_what_was_probably_meant(string command, params string[] words)
    {
        var result = await fixture.Sandbox.RunAsync(fixture.Split(command));

        result.MustFailSaying(2, words);
        Assert.DoesNotContain("System.", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_two_dashes_stands_what_begins_like_an_option() =>
        (await fixture.Sandbox.RunAsync("policy", "check", "--", "--json")).MustFailSaying(2, "There is no policy file --json.");

    [Theory]
    [InlineData("Nonsense")]
    [InlineData("CET-1CEST")]
    public async Task A_zone_that_nobody_knows_is_told(string zone)
    {
        using var sandbox = Sandbox.WithFixture();
        sandbox.Environment["TZ"] = zone;
        Assert.Contains($"warning: TZ={zone} is no time zone that this machine knows, so days and hours are those of UTC", (await sandbox.RunAsync("daily")).MustSucceed().Stderr, StringComparison.Ordinal);

        sandbox.Environment["TZ"] = ":Europe/Berlin";
        Assert.Empty((await sandbox.RunAsync("daily")).MustSucceed().Stderr);
    }

    [Fact]
    public async Task A_misspelt_variable_for_a_price_is_named_by_the_doctor()
    {
        using var sandbox = Sandbox.WithFixture();
        sandbox.Environment["BURSAR_PRICE_OPUS_INPUTS"] = "3";
        sandbox.Environment["BURSAR_PRICE_OPUS_INPUT"] = "3";

        var doctor = (await sandbox.RunAsync("doctor")).MustSucceed().Stdout;

        Assert.Contains("configuration: BURSAR_PRICE_OPUS_INPUTS: no such price; expected BURSAR_PRICE_FAMILY_KIND", doctor, StringComparison.Ordinal);
        Assert.DoesNotContain("BURSAR_PRICE_OPUS_INPUT:", doctor, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forecast")]
    [InlineData("brief")]
    public async Task A_broken_policy_is_told_and_the_rest_shown(string command)
    {
        using var sandbox = Sandbox.WithFixture();
        Directory.CreateDirectory(sandbox.BursarHome);
        await File.WriteAllTextAsync(Path.Combine(sandbox.BursarHome, "policy.json"), "{\"limit\":1}", TestContext.Current.CancellationToken);

        var result = (await sandbox.RunAsync(command)).MustSucceed();

        Assert.Contains("warning: ", result.Stderr, StringComparison.Ordinal);
        Assert.Contains("$.limit: unknown key", result.Stderr, StringComparison.Ordinal);
        Assert.NotEmpty(result.Stdout);
    }
}
