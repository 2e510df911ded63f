namespace Bursar.Cli.Tests.Setup;

public sealed class InitSelfTestTests : IDisposable
{
    private readonly SetupSandbox _setup = new();

    public void Dispose() => _setup.Dispose();

    [Fact]
    public async Task The_hook_that_lies_beside_bursar_refuses_a_tool_over_its_limit_and_is_installed()
    {
        var said = (await _setup.Sandbox.RunAsync("init")).MustSucceed().Stdout;

        var hook = Path.Combine(Path.GetDirectoryName(BursarBinary.Path)!, "bursar-hook");
        Assert.Equal([hook], _setup.Commands("PreToolUse"));
        Assert.Contains($"Self-test: {hook} refused", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_setup.Sandbox.BursarHome), "The self-test must leave nothing in the ledger.");
    }

    [Theory]
    [InlineData("cat > /dev/null", "exit code 0, nothing on standard output")]
    [InlineData("cat > /dev/null; echo '{}'", "on standard output: {}")]
    [InlineData("cat > /dev/null; echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"allow\"}}'", "\"allow\"")]
    [InlineData("echo no runtime >&2; exit 150", "exit code 150, nothing on standard output, on standard error: no runtime")]
    [InlineData("cat > /dev/null; echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"deny\"}}'; exit 1", "exit code 1")]
    public async Task A_hook_that_does_not_refuse_is_not_installed_and_what_it_said_is_told(string body, string told)
    {
        _setup.Text = "{}";

        (await _setup.Sandbox.RunAsync("init", "--hook", _setup.Script("broken/bursar-hook", body))).MustFailSaying(1, "bursar-hook did not refuse", told, "nothing was written");

        Assert.Equal("{}", _setup.Text);
        Assert.Empty(_setup.Backups);
    }

    [Fact]
    public async Task The_hook_is_asked_as_the_client_asks_in_a_folder_of_its_own()
    {
        var seen = _setup.Sandbox.Path("seen");
        _setup.Sandbox.Environment["CLAUDE_PROJECT_DIR"] = "/somewhere";
        var hook = _setup.Script("asking/bursar-hook", $$$"""
            { cat; echo; pwd; cat "$BURSAR_HOME/policy.json"; echo; echo "project=$CLAUDE_PROJECT_DIR"; } > '{{{seen}}}'
            echo '{"hookSpecificOutput":{"permissionDecision":"deny"}}'
            """);

        (await _setup.Sandbox.RunAsync("init", "--hook", hook)).MustSucceed();

        var lines = await File.ReadAllLinesAsync(seen, TestContext.Current.CancellationToken);
        Assert.Contains($"\"cwd\":\"{lines[1]}\",\"hook_event_name\":\"PreToolUse\"", lines[0], StringComparison.Ordinal);
        Assert.Equal("""{"limits":{"maxTurns":0}}""", lines[2]);
        Assert.Equal("project=", lines[3]);
        Assert.False(Directory.Exists(lines[1]));
    }
}
