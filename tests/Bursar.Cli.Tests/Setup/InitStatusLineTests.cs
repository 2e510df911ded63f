using System.Text.Json.Nodes;

namespace Bursar.Cli.Tests.Setup;

public sealed class InitStatusLineTests : IDisposable
{
    private readonly SetupSandbox _setup = new();

    public void Dispose() => _setup.Dispose();

    private string? Line => (string?)_setup.Json["statusLine"]?["command"];

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"model\":\"opus\"}")]
    [InlineData("{\n\t\"model\": \"opus\",\n\t\"hooks\": {\n\t\t\"Stop\": [{ \"hooks\": [{ \"type\": \"command\", \"command\": \"mine\" }] }]\n\t}\n}\n")]
    [InlineData("\r\n{\r\n    \"a\" : [ 1 ]\r\n}")]
    public async Task The_line_is_added_beside_the_hooks_and_uninstall_gives_back_the_same_bytes(string text)
    {
        _setup.Text = text;

        Assert.Matches("added: +statusLine\n", (await _setup.InitAsync("--statusline")).MustSucceed().Stdout);
        Assert.Equal($"{_setup.Hook} statusline", Line);
        Assert.Equal("command", (string?)_setup.Json["statusLine"]!["type"]);
        Assert.Contains("hooks and status line already; nothing to do", (await _setup.InitAsync("--statusline")).MustSucceed().Stdout, StringComparison.Ordinal);

        Assert.Matches("removed: +statusLine\n", (await _setup.UninstallAsync()).MustSucceed().Stdout);
        Assert.Equal(text, _setup.Text);
    }

    [Fact]
    public async Task A_file_that_was_made_for_hooks_and_line_goes_with_them()
    {
        (await _setup.InitAsync()).MustSucceed();
        Assert.Null(Line);
        (await _setup.InitAsync("--statusline")).MustSucceed();
        Assert.NotNull(Line);

        (await _setup.UninstallAsync("--statusline")).MustSucceed();
        Assert.Null(Line);
        Assert.NotEmpty(_setup.Hooks);

        foreach (var backup in _setup.Backups)
        {
            File.Delete(backup);
        }

        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Empty(Directory.EnumerateFiles(_setup.Sandbox.Claude));
    }

    [Theory]
    [InlineData("""{"statusLine":{"type":"command","command":"~/line.sh","padding":0}}""")]
    [InlineData("""{"statusLine":{"type":"command","command":"echo bursar-hook statusline"}}""")]
    [InlineData("""{"statusLine":"mine"}""")]
    public async Task Somebody_elses_line_stays_unless_it_is_forced_and_comes_back(string text)
    {
        _setup.Text = text;

        var kept = (await _setup.InitAsync("--statusline")).MustSucceed().Stdout;
        Assert.Contains("--force", kept, StringComparison.Ordinal);
        Assert.Equal(JsonNode.Parse(text)!["statusLine"]!.ToJsonString(), _setup.Json["statusLine"]!.ToJsonString());
        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Equal(text, _setup.Text);

        Assert.Matches("replaced: +statusLine\n", (await _setup.InitAsync("--statusline", "--force")).MustSucceed().Stdout);
        Assert.Equal($"{_setup.Hook} statusline", Line);
        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Equal(text, _setup.Text);
    }

    [Theory]
    [InlineData("/old/bursar-hook statusline", "HOOK statusline")]
    [InlineData("BURSAR_HOME=/tmp/b '/old place/bursar-hook' statusline | head -c 80", "BURSAR_HOME=/tmp/b HOOK statusline | head -c 80")]
    public async Task A_line_of_an_older_install_is_brought_up_to_date_whether_it_is_asked_for_or_not(string old, string expected)
    {
        _setup.Text = $$$"""{"statusLine":{"type":"command","padding":2,"command":"{{{old}}}"},"model":"opus"}""";

        Assert.Matches("replaced: +statusLine\n", (await _setup.InitAsync()).MustSucceed().Stdout);

        Assert.Equal(expected.Replace("HOOK", _setup.Hook, StringComparison.Ordinal), Line);
        Assert.Equal(2, (int)_setup.Json["statusLine"]!["padding"]!);
        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Equal("""{"model":"opus"}""", _setup.Text);
    }

    [Fact]
    public async Task A_program_that_draws_no_line_is_not_installed()
    {
        _setup.Text = "{}";
        var old = _setup.Script("old/bursar-hook", """
            [ $# = 0 ] || { echo "error: bursar-hook takes no argument" >&2; exit 2; }
            cat > /dev/null
            echo '{"hookSpecificOutput":{"permissionDecision":"deny"}}'
            """);

        (await _setup.Sandbox.RunAsync("init", "--statusline", "--hook", old)).MustFailSaying(1, "drew no status line", "takes no argument", "nothing was written");

        Assert.Equal("{}", _setup.Text);
        (await _setup.Sandbox.RunAsync("init", "--hook", old)).MustSucceed();
    }

    [Fact]
    public async Task The_program_that_is_built_draws_one()
    {
        (await _setup.Sandbox.RunAsync("init", "--statusline")).MustSucceed();

        Assert.EndsWith("bursar-hook statusline", Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_and_dry_run_tell_of_the_line()
    {
        var dry = (await _setup.InitAsync("--statusline", "--dry-run")).MustSucceed().Stdout;
        Assert.Contains("+   \"statusLine\": {\n", dry, StringComparison.Ordinal);
        Assert.False(File.Exists(_setup.Settings));

        Assert.Null(JsonNode.Parse((await _setup.InitAsync("--json", "--dry-run")).MustSucceed().Stdout)!["statusLine"]);
        Assert.Equal("added", (string?)JsonNode.Parse((await _setup.InitAsync("--json", "--statusline")).MustSucceed().Stdout)!["statusLine"]);
        Assert.Equal("kept", (string?)JsonNode.Parse((await _setup.InitAsync("--json")).MustSucceed().Stdout)!["statusLine"]);
        Assert.Equal("removed", (string?)JsonNode.Parse((await _setup.UninstallAsync("--json")).MustSucceed().Stdout)!["statusLine"]);
    }

    [Fact]
    public async Task Inside_Claude_Code_a_line_may_be_added_and_not_exchanged()
    {
        _setup.Sandbox.Environment["CLAUDECODE"] = "1";
        (await _setup.InitAsync("--statusline")).MustSucceed();
        _setup.Text = _setup.Text.Replace($"{_setup.Hook} statusline", "mine", StringComparison.Ordinal);

        (await _setup.InitAsync("--statusline", "--force")).MustFailSaying(2, "inside a Claude Code session");

        Assert.Equal("mine", Line);
    }

    [Fact]
    public async Task Force_is_about_the_line_alone() =>
        (await _setup.InitAsync("--force")).MustFailSaying(2, "--statusline");
}
