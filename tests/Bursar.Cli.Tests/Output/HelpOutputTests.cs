namespace Bursar.Cli.Tests.Output;

public sealed class HelpOutputTests(Fixture fixture) : IClassFixture<Fixture>
{
    [Theory]
    [InlineData("daily")]
    [InlineData("weekly")]
    [InlineData("monthly")]
    [InlineData("session")]
    [InlineData("blocks")]
    [InlineData("report")]
    [InlineData("actions")]
    [InlineData("tree")]
    [InlineData("usage")]
    [InlineData("explain")]
    [InlineData("audit")]
    [InlineData("phase")]
    [InlineData("phase start")]
    [InlineData("phase end")]
    [InlineData("phases")]
    [InlineData("estimates")]
    [InlineData("estimates suggest")]
    [InlineData("forecast")]
    [InlineData("forecast backtest")]
    [InlineData("anomalies")]
    [InlineData("dashboard")]
    [InlineData("brief")]
    [InlineData("alerts")]
    [InlineData("alerts run")]
    [InlineData("alerts test")]
    [InlineData("alerts list")]
    [InlineData("init")]
    [InlineData("policy")]
    [InlineData("policy check")]
    [InlineData("policy show")]
    [InlineData("policy set")]
    [InlineData("policy confirm")]
    [InlineData("allow")]
    [InlineData("allow list")]
    [InlineData("allow revoke")]
    [InlineData("verify")]
    [InlineData("replay")]
    [InlineData("journal")]
    [InlineData("ingest")]
    [InlineData("pricing")]
    [InlineData("pricing check")]
    [InlineData("pricing import")]
    [InlineData("doctor")]
    [InlineData("ledger")]
    [InlineData("ledger check")]
    [InlineData("ledger backup")]
    [InlineData("ledger rebuild")]
    [InlineData("completion")]
    public async Task The_help_of_every_command_ends_with_an_example_of_it(string command)
    {
        var help = await fixture.CheckAsync($"help-{command.Replace(' ', '-')}", command + " --help");

        help.MustSucceed();
        Assert.Contains($"Example:\n  ", help.Stdout, StringComparison.Ordinal);
        Assert.Contains($"bursar {command}", help.Stdout[help.Stdout.IndexOf("Example:", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Empty(help.Stderr);
    }

    [Fact]
    public async Task The_help_of_bursar_lists_every_command_and_ends_with_an_example()
    {
        var help = (await fixture.Sandbox.RunAsync("--help")).MustSucceed().Stdout;

        Assert.All(
            ["daily", "weekly", "monthly", "session", "blocks", "report", "actions", "tree", "usage", "explain", "audit", "phase", "phases", "estimates", "forecast", "anomalies", "alerts", "mcp", "init", "policy", "allow", "verify", "replay", "journal", "ingest", "pricing", "doctor", "ledger", "completion"],
            command => Assert.Contains($"\n  {command} ", help, StringComparison.Ordinal));
        Assert.Contains("Example:\n  bursar", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Completion_prints_a_script_for_each_shell(string shell) => (await fixture.CheckAsync($"completion-{shell}", $"completion {shell}")).MustSucceed();

    [Fact]
    public async Task Bash_completes_commands_options_and_values_with_the_script()
    {
        const string Script = """
            PATH="$(dirname "$BURSAR"):$PATH"
            eval "$(bursar completion bash)"
            complete_line() { COMP_LINE=$1 COMP_POINT=${#1}; COMP_WORDS=($1); [[ $1 == *' ' ]] && COMP_WORDS+=(""); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _bursar; echo "$1: ${COMPREPLY[*]}"; }
            complete_line 'bursar mon'
            complete_line 'bursar daily --brea'
            complete_line 'bursar daily --order '
            complete_line 'bursar report --by pl'
            complete_line 'bursar pricing '
            """;
        var result = (await fixture.Sandbox.ShellAsync(Script)).MustSucceed();

        Assert.Contains("bursar mon: monthly", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("--brea: --breakdown", result.Stdout, StringComparison.Ordinal);
        Assert.Matches("--order : asc\\s*desc", result.Stdout);
        Assert.Contains("--by pl: plugin", result.Stdout, StringComparison.Ordinal);
        Assert.Matches("bursar pricing : .*check.*import", result.Stdout.ReplaceLineEndings(" "));
    }
}
