using System.Text;
using Bursar.Cli.Tests.FirstRun;

namespace Bursar.Cli.Tests.Setup;

public sealed class InitRefusalTests : IDisposable
{
    private readonly SetupSandbox _setup = new();

    public void Dispose() => _setup.Dispose();

    [Theory]
    [InlineData("{\n  // mine\n  \"model\": \"opus\"\n}", "line 2: a comment or a trailing comma")]
    [InlineData("{\n  \"model\": \"opus\" /* mine */\n}", "line 2: a comment or a trailing comma")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2,\n}", "line 4: a comment or a trailing comma")]
    [InlineData("{\n  \"a\": 1\n  \"b\": 2\n}", "line 3 is not JSON")]
    [InlineData("{\"a\": 1} {}", "line 1 is not JSON")]
    [InlineData("{\"a\": ", "line 1 is not JSON")]
    [InlineData("[]", "an array; expected a JSON object")]
    [InlineData("{\"a\": 1, \"a\": 2}", "a is there twice")]
    [InlineData("{\"hooks\": {\"Stop\": [], \"Stop\": []}}", "hooks.Stop is there twice")]
    [InlineData("{\"hooks\": {\"Stop\": [{\"x\": 1, \"x\": 2}]}}", "hooks.Stop[0].x is there twice")]
    [InlineData("{\"hooks\": []}", "hooks is an array; expected an object")]
    [InlineData("{\"hooks\": null}", "hooks is null; expected an object")]
    [InlineData("{\"hooks\": {\"Stop\": {}}}", "hooks.Stop is an object; expected an array")]
    [InlineData("{\"hooks\": {\"Stop\": [\"x\"]}}", "hooks.Stop[0] is a text; expected an object")]
    [InlineData("{\"hooks\": {\"Stop\": [{}]}}", "hooks.Stop[0].hooks is missing; expected an array")]
    [InlineData("{\"hooks\": {\"Stop\": [{\"hooks\": 3}]}}", "hooks.Stop[0].hooks is a number; expected an array")]
    [InlineData("{\"a\": \"\\ud800\"}", "no valid Unicode")]
    public async Task Settings_that_cannot_be_added_to_are_named_and_left_alone(string text, string reason)
    {
        _setup.Text = text;

        (await _setup.InitAsync()).MustFailSaying(2, _setup.Settings, reason);

        Assert.Equal(text, _setup.Text);
        Assert.Single(Directory.EnumerateFiles(_setup.Sandbox.Claude));
    }

    [Fact]
    public async Task Settings_in_another_encoding_are_refused()
    {
        var text = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray();
        await File.WriteAllBytesAsync(_setup.Settings, text, TestContext.Current.CancellationToken);

        (await _setup.InitAsync()).MustFailSaying(2, _setup.Settings, "not UTF-8");

        Assert.Equal(text, _setup.Bytes);
    }

    [Fact]
    public async Task Settings_that_are_a_folder_cannot_be_used()
    {
        Directory.CreateDirectory(_setup.Settings);

        (await _setup.InitAsync()).MustFailSaying(3, _setup.Settings);
    }

    [Theory]
    [InlineData("000", "755")]
    [InlineData("444", "755")]
    [InlineData("644", "555")]
    public async Task Settings_that_may_not_be_read_or_written_are_named_and_stay(string file, string folder)
    {
        var sandbox = new Sandbox();
        var settings = Path.Combine(sandbox.Claude, "settings.json");
        await File.WriteAllTextAsync(settings, "{}", TestContext.Current.CancellationToken);
        using var user = await Unprivileged.CreateAsync(sandbox);
        await user.ChmodAsync(file, settings);
        await user.ChmodAsync(folder, sandbox.Claude);

        (await user.RunAsync("init")).MustFailSaying(3, settings);

        await user.ChmodAsync("755", sandbox.Claude);
        await user.ChmodAsync("644", settings);
        Assert.Equal("{}", await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Inside_Claude_Code_hooks_are_neither_taken_out_nor_exchanged_but_may_be_added()
    {
        _setup.Sandbox.Environment["CLAUDECODE"] = "1";
        (await _setup.InitAsync()).MustSucceed();
        var installed = _setup.Text;

        (await _setup.UninstallAsync()).MustFailSaying(2, "inside a Claude Code session");
        (await _setup.Sandbox.RunAsync("init", "--hook", _setup.Denying("other/bursar-hook"))).MustFailSaying(2, "inside a Claude Code session");
        (await _setup.InitAsync("--client", "1.0.50")).MustFailSaying(2, "inside a Claude Code session");

        Assert.Equal(installed, _setup.Text);
        (await _setup.InitAsync()).MustSucceed();
    }

    [Fact]
    public async Task A_hook_by_another_name_or_that_is_no_program_is_refused()
    {
        (await _setup.Sandbox.RunAsync("init", "--hook", _setup.Denying("fake/hook"))).MustFailSaying(2, "--hook");
        (await _setup.Sandbox.RunAsync("init", "--hook", _setup.Sandbox.Path("nowhere", "bursar-hook"))).MustFailSaying(2, "--hook");
        (await _setup.InitAsync("--user", "--project")).MustFailSaying(2, "--user");
        (await _setup.InitAsync("--client", "new")).MustFailSaying(2, "--client");
    }
}
