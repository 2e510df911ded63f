namespace Bursar.Cli.Tests.StatusLine;

/// <summary>The built program as the client starts it.</summary>
public sealed class StatusLineTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    private string Hook { get; } = Path.Combine(Path.GetDirectoryName(BursarBinary.Path)!, "bursar-hook");

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("""{"model":{"display_name":"Opus 4.8"},"cost":{"total_cost_usd":1.5}}""", "Opus 4.8 · ~$1.50 · $0.00 today\n")]
    [InlineData("""{"model":{"display_name":"Opus 4.8"},"cost":{"total_cost""", "Opus 4.8 · $0.00 today\n")]
    [InlineData("", "$0.00 today\n")]
    [InlineData("[]", "$0.00 today\n")]
    public async Task Whatever_it_is_given_there_is_one_line_and_exit_code_0(string input, string line)
    {
        await File.WriteAllTextAsync(_sandbox.Path("input"), input, TestContext.Current.CancellationToken);

        foreach (var program in new[] { $"'{Hook}' statusline", "\"$BURSAR\" statusline" })
        {
            var result = await _sandbox.ShellAsync($"{program} < '{_sandbox.Path("input")}'");
            Assert.Equal((0, line), (result.ExitCode, result.Stdout));
        }
    }

    [Theory]
    [InlineData("env -u HOME -u BURSAR_HOME")]
    [InlineData("env BURSAR_HOME=/dev/null/x")]
    [InlineData("env BURSAR_HOME=/proc/nowhere")]
    public async Task Without_a_place_for_the_ledger_the_input_still_speaks(string environment)
    {
        var result = await _sandbox.ShellAsync($$$"""echo '{"model":{"display_name":"Opus 4.8"}}' | {{{environment}}} '{{{Hook}}}' statusline""");

        Assert.Equal((0, "Opus 4.8\n"), (result.ExitCode, result.Stdout));
        Assert.StartsWith("bursar-hook: ", result.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_that_never_ends_is_waited_for_so_long_and_no_longer()
    {
        var result = await _sandbox.ShellAsync($"mkfifo pipe; exec 3<>pipe; '{Hook}' statusline < pipe; echo \"ended with $?\"");

        Assert.Equal("bursar\nended with 0\n", result.Stdout);
    }

    [Fact]
    public async Task Check_and_doctor_say_what_is_wrong_with_the_template()
    {
        Directory.CreateDirectory(_sandbox.BursarHome);
        var config = Path.Combine(_sandbox.BursarHome, "config.json");
        Assert.Contains("is not there", (await _sandbox.RunAsync("statusline", "--check")).MustSucceed().Stdout, StringComparison.Ordinal);

        await File.WriteAllTextAsync(config, """{"statusLine":{"template":"{model} {cost}"}}""", TestContext.Current.CancellationToken);

        (await _sandbox.RunAsync("statusline", "--check")).MustFailSaying(1, config, "{cost} is no field", "{session}");
        Assert.Contains("{cost} is no field", (await _sandbox.RunAsync("doctor")).MustSucceed().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_nobody_reads_is_told()
    {
        Directory.CreateDirectory(_sandbox.BursarHome);
        var config = Path.Combine(_sandbox.BursarHome, "config.json");
        await File.WriteAllTextAsync(config, """{"statusline":{"template":"{model}"},"authMode":"apikey","dashboard":{"file":"/x"}}""", TestContext.Current.CancellationToken);

        (await _sandbox.RunAsync("statusline", "--check")).MustFailSaying(1, $"{config}: statusline: unknown key; expected pricing, authMode, weekStart, resident, statusLine");
        var doctor = (await _sandbox.RunAsync("doctor")).MustSucceed().Stdout;
        Assert.Contains($"configuration: {config}: statusline: unknown key", doctor, StringComparison.Ordinal);
        Assert.Contains("authMode: \"apikey\" is not known", doctor, StringComparison.Ordinal);
        Assert.Contains("dashboard.file: unknown key", doctor, StringComparison.Ordinal);
        Assert.Equal(3, (await _sandbox.RunAsync("doctor", "--json")).MustSucceed().Json().GetProperty("configFaults").GetArrayLength());
    }
}
