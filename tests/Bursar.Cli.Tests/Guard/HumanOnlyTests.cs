namespace Bursar.Cli.Tests.Guard;

/// <summary>What loosens a limit is a human's act: an agent's shell is told so, whatever it says.</summary>
public sealed class HumanOnlyTests : IDisposable
{
    private readonly Sandbox _sandbox = Guarded.Sandbox();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("CLAUDECODE", "1")]
    [InlineData("CLAUDE_CODE_SESSION_ID", Guarded.Orchard)]
    [InlineData("CLAUDE_CODE_ENTRYPOINT", "cli")]
    public async Task Inside_Claude_Code_nothing_is_loosened(string variable, string value)
    {
        (await _sandbox.RunAsync("ingest")).MustSucceed();
        _sandbox.Environment[variable] = value;
        foreach (var command in (string[][])[["policy", "set", "maxTurns=900"], ["policy", "set", "--project", "maxTurns=900"], ["policy", "confirm", "--session", Guarded.Orchard], ["allow", "--session", Guarded.Orchard, "--add-usd", "5"], ["allow", "--budget", "daily", "--add-turns", "5"]])
        {
            (await _sandbox.HumanAsync(command)).MustFailSaying(2, "inside a Claude Code session", variable, "terminal of your own");
        }

        Assert.False(File.Exists(Path.Combine(_sandbox.BursarHome, "policy.json")));
        Assert.Empty((await _sandbox.RunAsync("journal", "--json")).MustSucceed().Json().GetProperty("entries").EnumerateArray());
    }

    [Fact]
    public async Task Reading_is_free_there()
    {
        _sandbox.Environment["CLAUDECODE"] = "1";
        _sandbox.Environment["CLAUDE_CODE_SESSION_ID"] = Guarded.Orchard;
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":900}}""");

        foreach (var command in (string[][])[["policy", "show"], ["policy", "check"], ["verify"], ["journal"], ["usage"]])
        {
            (await _sandbox.RunAsync(command)).MustSucceed();
        }
    }

    [Fact]
    public async Task A_program_that_claude_started_is_refused_with_a_clean_environment_too()
    {
        // A shell of the name of the client starts it: what an agent gets that unsets the variables.
        var claude = Path.Combine(_sandbox.Home, "claude");
        File.CreateSymbolicLink(claude, "/bin/bash");
        using var agent = new RunningProgram(claude, ["-c", "\"$BURSAR\" policy set maxTurns=900; exit $?"], new Dictionary<string, string>(_sandbox.Environment, StringComparer.Ordinal) { ["BURSAR"] = BursarBinary.Path }, _sandbox.Home);

        (await agent.EndAsync()).MustFailSaying(2, "inside a Claude Code session", "started by claude");
    }
}
