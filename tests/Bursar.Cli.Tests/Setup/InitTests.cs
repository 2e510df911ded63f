using System.Text.Json.Nodes;

namespace Bursar.Cli.Tests.Setup;

public sealed class InitTests : IDisposable
{
    private static readonly string[] Everything = ["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolBatch", "PostToolUse", "SubagentStart", "SubagentStop", "Stop", "SessionEnd"];

    private readonly SetupSandbox _setup = new();

    public void Dispose() => _setup.Dispose();

    [Fact]
    public async Task Without_settings_init_makes_them_and_uninstall_takes_the_file_away_again()
    {
        var said = (await _setup.InitAsync()).MustSucceed().Stdout;

        Assert.Equal(Everything, _setup.Hooks.Select(hooked => hooked.Key));
        Assert.Equal("""{"matcher":"*","hooks":[{"type":"command","command":"HOOK","timeout":10}]}""", _setup.Hooks["PreToolUse"]![0]!.ToJsonString().Replace(_setup.Hook, "HOOK", StringComparison.Ordinal));
        Assert.Equal("""{"hooks":[{"type":"command","command":"HOOK","timeout":1}]}""", _setup.Hooks["SessionEnd"]![0]!.ToJsonString().Replace(_setup.Hook, "HOOK", StringComparison.Ordinal));
        Assert.Contains(_setup.Settings, said, StringComparison.Ordinal);
        Assert.Matches(@"refused a tool over its limit, in \d+ ms", said);
        Assert.Contains($"BURSAR_HOME is set here, so ledger and limits are in {_setup.Sandbox.BursarHome}. Start Claude Code with it, too", said, StringComparison.Ordinal);
        Assert.Empty(_setup.Backups);

        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Empty(Directory.EnumerateFiles(_setup.Sandbox.Claude));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("{}")]
    [InlineData("{\n}\n")]
    [InlineData("{\"hooks\":{}}")]
    [InlineData("{\"hooks\":{\"Stop\":[ ]}}")]
    public async Task Settings_that_hold_nothing_are_what_they_were_after_uninstall(string text)
    {
        _setup.Text = text;

        (await _setup.InitAsync()).MustSucceed();
        Assert.Equal(Everything.Order(StringComparer.Ordinal), _setup.Hooks.Select(hooked => hooked.Key).Order(StringComparer.Ordinal));

        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Equal(text, _setup.Text);
    }

    [Fact]
    public async Task What_the_user_adds_after_init_stays_when_the_hooks_go()
    {
        (await _setup.InitAsync()).MustSucceed();
        _setup.Text = _setup.Text.Replace("{\n  \"hooks\"", "{\n  \"model\": \"opus\",\n  \"hooks\"", StringComparison.Ordinal);

        (await _setup.UninstallAsync()).MustSucceed();

        Assert.Equal("{\n  \"model\": \"opus\"\n}\n", _setup.Text);
    }

    [Theory]
    [InlineData("/old/bin/bursar-hook")]
    [InlineData("'/old place/bursar-hook'")]
    [InlineData("\\\"/old place/bursar-hook\\\" --fast")]
    [InlineData("/old\\\\ place/bursar-hook")]
    [InlineData("C:\\\\tools\\\\bursar-hook.exe")]
    [InlineData("bursar-hook")]
    public async Task Hooks_of_an_older_install_are_replaced_in_their_places(string old)
    {
        _setup.Text = $$$"""{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"mine"},{"type":"command","command":"{{{old}}}","timeout":10}]}]}}""";

        Assert.Contains("replaced: Stop", (await _setup.InitAsync()).MustSucceed().Stdout, StringComparison.Ordinal);

        Assert.Equal(["mine", _setup.Hook], _setup.Commands("Stop"));
        Assert.Single(_setup.Hooks["Stop"]!.AsArray());
        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Equal("""{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"mine"}]}]}}""", _setup.Text);
    }

    [Theory]
    [InlineData("/usr/bin/bursar-hooks")]
    [InlineData("echo bursar-hook")]
    [InlineData("/opt/bursar-hook/run")]
    [InlineData("wrap=1 sh -c bursar-hook")]
    public async Task Hooks_that_only_mention_the_name_are_other_peoples(string other)
    {
        var original = $$$"""{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"{{{other}}}"}]}]}}""";
        _setup.Text = original;

        (await _setup.InitAsync()).MustSucceed();
        Assert.Equal([other, _setup.Hook], _setup.Commands("Stop"));

        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Equal(original, _setup.Text);
    }

    [Fact]
    public async Task An_environment_set_for_the_hook_and_the_users_own_timeout_stay()
    {
        _setup.Text = """{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"BURSAR_HOME=/tmp/b /old/bursar-hook","timeout":30}]}]}}""";

        (await _setup.InitAsync()).MustSucceed();

        Assert.Equal([$"BURSAR_HOME=/tmp/b {_setup.Hook}"], _setup.Commands("Stop"));
        Assert.Equal(30, (int)_setup.Hooks["Stop"]![0]!["hooks"]![0]!["timeout"]!);
    }

    [Fact]
    public async Task A_hook_for_some_tools_only_and_a_second_one_become_one_for_all_tools()
    {
        _setup.Text = """{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"/o/bursar-hook","timeout":10},{"type":"command","command":"mine"}]},{"hooks":[{"type":"command","command":"/p/bursar-hook","timeout":10}]},{"hooks":[{"type":"command","command":"/q/bursar-hook","timeout":10}]}]}}""";

        (await _setup.InitAsync()).MustSucceed();

        Assert.Equal("""[{"matcher":"Bash","hooks":[{"type":"command","command":"mine"}]},{"hooks":[{"type":"command","command":"HOOK","timeout":10}]}]""", _setup.Hooks["PreToolUse"]!.ToJsonString().Replace(_setup.Hook, "HOOK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hook_that_would_not_be_waited_for_is_made_one_that_is()
    {
        _setup.Text = """{"hooks":{"PreToolUse":[{"matcher":"*","hooks":[{"type":"command","command":"/o/bursar-hook","timeout":10,"async":true}]}]}}""";

        (await _setup.InitAsync()).MustSucceed();

        Assert.Equal(["type", "command", "timeout"], _setup.Hooks["PreToolUse"]![0]!["hooks"]![0]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Paths_with_spaces_and_quotes_are_one_word_for_the_clients_shell()
    {
        var hook = _setup.Denying("my tools/it's \"here\"/bursar-hook");

        (await _setup.Sandbox.RunAsync("init", "--hook", hook)).MustSucceed();

        Assert.Equal([$"'{hook.Replace("'", "'\\''", StringComparison.Ordinal)}'"], _setup.Commands("Stop"));
        Assert.Contains("nothing to do", (await _setup.Sandbox.RunAsync("init", "--hook", hook)).MustSucceed().Stdout, StringComparison.Ordinal);
        (await _setup.UninstallAsync()).MustSucceed();
        Assert.False(File.Exists(_setup.Settings));
    }

    [Fact]
    public async Task A_dry_run_shows_the_lines_and_writes_nothing()
    {
        _setup.Text = "{\n  \"model\": \"opus\"\n}\n";

        var said = (await _setup.InitAsync("--dry-run")).MustSucceed().Stdout;

        Assert.Contains("-   \"model\": \"opus\"\n+   \"model\": \"opus\",\n+   \"hooks\": {\n", said, StringComparison.Ordinal);
        Assert.Contains("Would write", said, StringComparison.Ordinal);
        Assert.Equal("{\n  \"model\": \"opus\"\n}\n", _setup.Text);
        Assert.Empty(_setup.Backups);
    }

    [Fact]
    public async Task Settings_that_switch_all_hooks_off_are_warned_about()
    {
        _setup.Text = """{"disableAllHooks":true}""";

        Assert.Contains("warning: " + _setup.Settings, (await _setup.InitAsync()).MustSucceed().Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_says_what_was_done()
    {
        var json = JsonNode.Parse((await _setup.InitAsync("--json", "--client", "2.1.100")).MustSucceed().Stdout)!;

        Assert.Equal(_setup.Settings, (string)json["file"]!);
        Assert.True((bool)json["changed"]!);
        Assert.Equal("added", (string)json["events"]!["Stop"]!);
        Assert.Equal("2.1.100", (string)json["client"]!);
        Assert.True((bool)json["selfTest"]!["passed"]!);
    }
}
