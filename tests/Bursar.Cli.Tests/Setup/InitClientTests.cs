using System.Text.Json.Nodes;

namespace Bursar.Cli.Tests.Setup;

public sealed class InitClientTests : IDisposable
{
    private readonly SetupSandbox _setup = new();

    public void Dispose() => _setup.Dispose();

    [Theory]
    [InlineData("2.1.197", true, false)]
    [InlineData("2.1.120", true, true)]
    [InlineData("2.1.101", true, true)]
    [InlineData("2.1.100", false, true)]
    public async Task A_client_is_given_the_events_that_it_can_read(string version, bool batch, bool each)
    {
        var client = _setup.Script("bin/claude", $"echo '{version} (Claude Code)'");
        _setup.Sandbox.Environment["PATH"] = $"{Path.GetDirectoryName(client)}:{_setup.Sandbox.Environment["PATH"]}";

        Assert.Contains($"Claude Code: {version}", (await _setup.InitAsync()).MustSucceed().Stdout, StringComparison.Ordinal);

        Assert.Equal(batch, _setup.Hooks.ContainsKey("PostToolBatch"));
        Assert.Equal(each, _setup.Hooks.ContainsKey("PostToolUse"));
        Assert.True(_setup.Hooks.ContainsKey("SubagentStart"));
    }

    [Fact]
    public async Task A_client_that_would_refuse_the_file_for_one_unknown_event_gets_none_such()
    {
        var said = (await _setup.InitAsync("--client", "1.0.60")).MustSucceed().Stdout;

        Assert.Contains("no PostToolBatch", said, StringComparison.Ordinal);
        Assert.Equal(["UserPromptSubmit", "PreToolUse", "PostToolUse", "SubagentStop", "Stop"], _setup.Hooks.Select(hooked => hooked.Key));
    }

    [Fact]
    public async Task After_an_update_of_the_client_init_brings_the_events_up_to_date()
    {
        _setup.Text = """{"hooks":{"PostToolUse":[{"matcher":"Edit","hooks":[{"type":"command","command":"fmt"}]}]}}""";
        (await _setup.InitAsync("--client", "2.1.100")).MustSucceed();

        var said = (await _setup.InitAsync("--client", "2.1.197")).MustSucceed().Stdout;

        Assert.Matches("added: +PostToolBatch\n", said);
        Assert.Matches("removed: +PostToolUse\n", said);
        Assert.Equal(["fmt"], _setup.Commands("PostToolUse"));
        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Equal("""{"hooks":{"PostToolUse":[{"matcher":"Edit","hooks":[{"type":"command","command":"fmt"}]}]}}""", _setup.Text);
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("echo 'command not found'")]
    public async Task A_client_that_does_not_tell_its_version_is_no_error(string body)
    {
        var client = _setup.Script("bin/claude", body);
        _setup.Sandbox.Environment["PATH"] = $"{Path.GetDirectoryName(client)}:{_setup.Sandbox.Environment["PATH"]}";

        var json = JsonNode.Parse((await _setup.InitAsync("--json")).MustSucceed().Stdout)!;

        Assert.Null(json["client"]);
        Assert.True(_setup.Hooks.ContainsKey("PostToolBatch") && _setup.Hooks.ContainsKey("PostToolUse"));
    }
}
