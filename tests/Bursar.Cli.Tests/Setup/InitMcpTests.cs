using System.Text.Json.Nodes;

namespace Bursar.Cli.Tests.Setup;

/// <summary>The MCP server's entry, and hooks that ask it.</summary>
public sealed class InitMcpTests : IDisposable
{
    private const string Theirs = "{\n    \"mcpServers\": {\n        \"purse\": { \"command\": \"purse\" }\n    }\n}\n";

    private readonly SetupSandbox _setup = new();
    private readonly string _project;

    public InitMcpTests()
    {
        _project = _setup.Sandbox.Path("work/project");
        Directory.CreateDirectory(Path.Combine(_project, ".git"));
    }

    private string Servers => Path.Combine(_project, ".mcp.json");

    private string Users => Path.Combine(_setup.Sandbox.Claude, ".claude.json");

    private Task<string[]> CallsAsync() => File.ReadAllLinesAsync(Calls, TestContext.Current.CancellationToken);

    private string Calls => _setup.Sandbox.Path("calls.txt");

    public void Dispose() => _setup.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(Theirs)]
    [InlineData("{\"mcpServers\":{\"purse\":{\"command\":\"purse\"}}}")]
    [InlineData("{ \"other\": 1 }\r\n")]
    [InlineData("{\"mcpServers\":{}}")]
    public async Task A_projects_servers_get_one_entry_more_and_are_what_they_were_after_uninstall(string? before)
    {
        if (before is not null)
        {
            await File.WriteAllTextAsync(Servers, before, TestContext.Current.CancellationToken);
        }

        var said = (await InProjectAsync("init", "--hook", _setup.Hook, "--project")).MustSucceed().Stdout;

        Assert.Contains($"MCP server: added in {Servers}", said, StringComparison.Ordinal);
        var entry = JsonNode.Parse(await File.ReadAllTextAsync(Servers, TestContext.Current.CancellationToken))!["mcpServers"]!["bursar"]!;
        Assert.Equal("bursar", Path.GetFileName((string)entry["command"]!));
        Assert.Equal(["mcp"], entry["args"]!.AsArray().Select(argument => (string)argument!));
        Assert.Contains("MCP server: kept", (await InProjectAsync("init", "--hook", _setup.Hook, "--project")).MustSucceed().Stdout, StringComparison.Ordinal);

        (await InProjectAsync("init", "--project", "--uninstall")).MustSucceed();

        Assert.Equal(before, File.Exists(Servers) ? await File.ReadAllTextAsync(Servers, TestContext.Current.CancellationToken) : null);
    }

    [Fact]
    public async Task A_server_of_the_same_name_that_is_anothers_is_left_alone_by_uninstall()
    {
        const string Other = """{"mcpServers":{"bursar":{"command":"/opt/else","args":["mcp"]}}}""";
        await File.WriteAllTextAsync(Servers, Other, TestContext.Current.CancellationToken);

        (await InProjectAsync("init", "--project", "--uninstall")).MustSucceed();

        Assert.Equal(Other, await File.ReadAllTextAsync(Servers, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_users_server_is_registered_by_the_client_and_removed_by_it()
    {
        Client();

        var said = (await _setup.InitAsync()).MustSucceed().Stdout;

        Assert.Contains("MCP server: added in ", said, StringComparison.Ordinal);
        Assert.Matches("^mcp add-json --scope user bursar {\"type\": \"stdio\", \"command\": \".*/bursar\", \"args\": \\[\"mcp\"\\]}$", Assert.Single(await CallsAsync()));
        Assert.Contains("MCP server: kept", (await _setup.InitAsync()).MustSucceed().Stdout, StringComparison.Ordinal);

        (await _setup.UninstallAsync()).MustSucceed();

        Assert.Equal("mcp remove --scope user bursar", (await CallsAsync())[^1]);
    }

    [Fact]
    public async Task A_client_that_says_it_is_done_and_has_written_nothing_is_not_believed()
    {
        Client(writes: false);

        Assert.Contains("MCP server: not added", (await _setup.InitAsync()).MustSucceed().Stdout, StringComparison.Ordinal);
        (await _setup.InitAsync("--mcp-hooks")).MustFailSaying(3, "said that it was done, and", "does not say so");
        Assert.Equal([_setup.Hook], _setup.Commands("PreToolUse"));
    }

    [Fact]
    public async Task An_older_entry_of_ones_own_keeps_what_was_added_to_it()
    {
        await File.WriteAllTextAsync(Servers, """{"mcpServers":{"bursar":{"command":"/old/bursar","args":["mcp"],"env":{"BURSAR_HOME":"/x"}}}}""", TestContext.Current.CancellationToken);

        Assert.Contains("MCP server: replaced", (await InProjectAsync("init", "--hook", _setup.Hook, "--project")).MustSucceed().Stdout, StringComparison.Ordinal);

        var entry = JsonNode.Parse(await File.ReadAllTextAsync(Servers, TestContext.Current.CancellationToken))!["mcpServers"]!["bursar"]!;
        Assert.Equal("/x", (string?)entry["env"]!["BURSAR_HOME"]);
        Assert.NotEqual("/old/bursar", (string?)entry["command"]);
    }

    [Theory]
    [InlineData("""{"mcpServers":{"bursar":{"command":"/opt/else","args":[]}}}""", "another MCP server is named bursar")]
    [InlineData("""{"mcpServers":[]}""", "mcpServers is an array; expected an object")]
    [InlineData("""{"mcpServers":""", "Nothing was written")]
    public async Task Servers_that_are_not_ours_to_change_stay_and_hooks_that_need_one_are_refused(string text, string words)
    {
        await File.WriteAllTextAsync(Servers, text, TestContext.Current.CancellationToken);

        Assert.Contains(words, (await InProjectAsync("init", "--hook", _setup.Hook, "--project")).MustSucceed().Stdout, StringComparison.Ordinal);
        (await InProjectAsync("init", "--hook", _setup.Hook, "--project", "--mcp-hooks", "--client", "2.1.197")).MustFailSaying(3, "could not be registered");
        (await InProjectAsync("init", "--project", "--uninstall")).MustSucceed();

        Assert.Equal(text, await File.ReadAllTextAsync(Servers, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Path.Combine(_project, ".claude", "settings.json")));
    }

    [Fact]
    public async Task A_damaged_configuration_of_the_user_is_not_given_to_a_client_that_would_begin_a_new_one()
    {
        Client();
        await File.WriteAllTextAsync(Users, "{ broken", TestContext.Current.CancellationToken);

        Assert.Contains("cannot be read as JSON", (await _setup.InitAsync()).MustSucceed().Stdout, StringComparison.Ordinal);

        Assert.False(File.Exists(Calls));
    }

    [Fact]
    public async Task Without_a_client_it_is_said_how_to_add_the_server()
    {
        var run = (await _setup.InitAsync()).MustSucceed();

        Assert.Contains("claude mcp add --scope user bursar -- ", run.Stdout, StringComparison.Ordinal);
        Assert.Contains("MCP server: would not be added in ", (await _setup.InitAsync("--dry-run")).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.Contains("`claude` is not on the PATH. By hand: claude mcp add", (string?)JsonNode.Parse((await _setup.InitAsync("--json")).MustSucceed().Stdout)!["mcp"]!["fault"], StringComparison.Ordinal);
        Assert.Null(JsonNode.Parse((await _setup.InitAsync("--no-mcp", "--json")).MustSucceed().Stdout)!["mcp"]);
    }

    [Fact]
    public async Task A_dry_run_registers_nothing()
    {
        Client();

        Assert.Contains("MCP server: would be added in ", (await _setup.InitAsync("--dry-run")).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("MCP server", (await _setup.InitAsync("--dry-run", "--no-mcp")).MustSucceed().Stdout, StringComparison.Ordinal);

        Assert.False(File.Exists(Calls));
    }

    [Fact]
    public async Task Hooks_that_ask_the_server_stand_where_tools_are_asked_about_and_commands_everywhere_else()
    {
        const string Before = "{\n  \"model\": \"opus\"\n}\n";
        Client();
        _setup.Text = Before;

        (await _setup.InitAsync("--mcp-hooks")).MustSucceed();

        var asks = _setup.Hooks["PreToolUse"]![0]!["hooks"]![0]!;
        Assert.Equal(("mcp_tool", "bursar", "guard"), ((string?)asks["type"], (string?)asks["server"], (string?)asks["tool"]));
        Assert.Equal("${tool_input}", (string?)asks["input"]!["tool_input"]);
        Assert.Equal([$"{_setup.Hook} --asks-over-mcp"], _setup.Commands("PostToolBatch"));
        Assert.Equal([$"{_setup.Hook} --asks-over-mcp"], _setup.Commands("UserPromptSubmit"));
        Assert.Equal([_setup.Hook], _setup.Commands("SessionStart"));
        Assert.Contains("has the hooks already", (await _setup.InitAsync("--mcp-hooks")).MustSucceed().Stdout, StringComparison.Ordinal);

        // And back.
        (await _setup.InitAsync()).MustSucceed();
        Assert.Equal([_setup.Hook], _setup.Commands("PreToolUse"));
        Assert.Equal([_setup.Hook], _setup.Commands("PostToolBatch"));

        (await _setup.InitAsync("--mcp-hooks")).MustSucceed();
        (await _setup.UninstallAsync()).MustSucceed();
        Assert.Equal(Before, _setup.Text);
    }

    [Theory]
    [InlineData("--client", "2.1.117")]
    [InlineData]
    public async Task A_client_that_cannot_ask_a_server_gets_commands_and_that_is_said(params string[] client)
    {
        var run = (await _setup.InitAsync(["--mcp-hooks", .. client])).MustSucceed();

        Assert.Contains("--mcp-hooks needs Claude Code 2.1.118 or later", run.Stderr, StringComparison.Ordinal);
        Assert.Equal([_setup.Hook], _setup.Commands("PreToolUse"));
    }

    [Fact]
    public async Task Where_the_server_cannot_be_registered_no_hook_asks_it()
    {
        Client("exit 1");

        (await _setup.InitAsync("--mcp-hooks")).MustFailSaying(3, "The MCP server could not be registered", "`claude mcp add-json` ended with 1");

        Assert.False(File.Exists(_setup.Settings));
    }

    [Fact]
    public async Task Hooks_that_need_the_server_and_no_server_exclude_each_other() =>
        (await _setup.InitAsync("--mcp-hooks", "--no-mcp")).MustFailSaying(2, "--mcp-hooks and --no-mcp exclude each other");

    private Task<ProgramResult> InProjectAsync(params string[] arguments) => _setup.Sandbox.ShellAsync($"cd '{_project}' && exec \"$BURSAR\" {string.Join(' ', arguments)}");

    /// <summary>A client that writes down what it is asked to do, and does it.</summary>
    private void Client(string answer = "exit 0", bool writes = true)
    {
        var does = writes ? "[ \"$2\" = add-json ] && printf '{\"mcpServers\":{\"bursar\":%s}}' \"$6\" > '" + Users + "'; [ \"$2\" = remove ] && echo '{}' > '" + Users + "'; " : "";
        var client = _setup.Script("bin/claude", $"case \"$1\" in --version) echo '2.1.197 (Claude Code)';; *) echo \"$@\" >> '{Calls}'; {does}{answer};; esac");
        _setup.Sandbox.Environment["PATH"] = $"{Path.GetDirectoryName(client)}:{_setup.Sandbox.Environment["PATH"]}";
    }
}
