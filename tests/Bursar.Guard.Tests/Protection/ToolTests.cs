using System.Text.Json.Nodes;
using Bursar.Guard.Protection;

namespace Bursar.Guard.Tests.Protecting;

/// <summary>Tools that take paths: the client's own and those of MCP servers.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly GuardedWorld _world = new();

    public void Dispose() => _world.Dispose();

    private string? Write(string path, string? cwd = null) => _world.Tool("Write", new JsonObject { ["file_path"] = path, ["content"] = "{}" }, cwd);

    [Theory]
    [InlineData("~/.config/bursar/policy.json")]
    [InlineData("~/.config/bursar/new/file")]
    [InlineData(".bursar/policy.json")]
    [InlineData("./src/../.bursar//policy.json/")]
    [InlineData("../.bursar/policy.json")]
    [InlineData("../../.aflock")]
    [InlineData(".claude/settings.json")]
    [InlineData(".claude/settings.local.json")]
    [InlineData("~/.claude/settings.json")]
    [InlineData("~/.claude.json")]
    [InlineData("~/.claude/projects/-work-app/s1.jsonl")]
    [InlineData("~/.claude/projects/-work-app/s1/subagents/agent-a.jsonl")]
    [InlineData("~/.claude/projects/-work-app/memory/../s1.jsonl")]
    [InlineData("~/.local/share/bursar/ledger.db-wal")]
    [InlineData("~/.local/state/bursar/sessions/s1.json")]
    [InlineData("~/.local/bin/bursar-hook")]
    public void What_guards_the_session_cannot_be_written(string path) => Assert.NotNull(Write(path));

    [Fact]
    public void The_administrators_settings_cannot_be_written() => Assert.NotNull(Write(ManagedSettings.File));

    [Theory]
    [InlineData("README.md")]
    [InlineData(".claude/agents/scout.md")]
    [InlineData(".claude/settings.json.md")]
    [InlineData("CLAUDE.md")]
    [InlineData("~/.claude/CLAUDE.md")]
    [InlineData("~/.claude/skills/pdf/SKILL.md")]
    [InlineData("~/.claude/projects/-work-app/memory/MEMORY.md")]
    [InlineData("~/.config/bursar-notes/policy.json")]
    [InlineData("packages/web/.claude/settings.json")]
    [InlineData("~/.local/bin/other")]
    [InlineData("")]
    public void Other_files_are_free(string path) => Assert.Null(Write(path));

    [Fact]
    public void An_edit_of_a_notebook_and_many_edits_at_once_are_edits()
    {
        Assert.NotNull(_world.Tool("Edit", new JsonObject { ["file_path"] = ".bursar/policy.json" }));
        Assert.NotNull(_world.Tool("MultiEdit", new JsonObject { ["file_path"] = ".bursar/policy.json", ["edits"] = new JsonArray() }));
        Assert.NotNull(_world.Tool("NotebookEdit", new JsonObject { ["notebook_path"] = ".bursar/x.ipynb" }));
        Assert.Null(_world.Tool("Read", new JsonObject { ["file_path"] = ".bursar/policy.json" }));
        Assert.Null(_world.Tool("Grep", new JsonObject { ["pattern"] = "x", ["path"] = ".bursar" }));
    }

    [Theory]
    [InlineData("mcp__fs__write_file", "path", ".bursar/policy.json")]
    [InlineData("mcp__fs__edit_file", "path", "~/.config/bursar/policy.json")]
    [InlineData("mcp__fs__create_directory", "path", ".bursar")]
    [InlineData("mcp__fs__move_file", "source", ".bursar/policy.json")]
    [InlineData("mcp__fs__move_file", "destination", ".claude/settings.json")]
    [InlineData("mcp__fs__move_file", "source", "~/.config")]
    [InlineData("mcp__fs__copy_file", "destination", ".claude/settings.json")]
    [InlineData("mcp__fs__delete_directory", "path", "~/.claude")]
    [InlineData("mcp__serena__create_text_file", "relative_path", ".bursar/policy.json")]
    [InlineData("mcp__ide__writeFile", "filePath", ".bursar/policy.json")]
    [InlineData("mcp__ide__applyPatch", "uri", "file:///proc/self/cwd/.bursar/policy.json")]
    [InlineData("str_replace_based_edit_tool", "path", ".bursar/policy.json")]
    public void A_tool_whose_name_says_that_it_writes_cannot_write_there(string tool, string key, string path)
    {
        Assert.NotNull(_world.Tool(tool, new JsonObject { [key] = path }));
        Assert.NotNull(_world.Tool(tool, new JsonObject { ["files"] = new JsonArray(new JsonObject { [key] = path }) }));
        Assert.Null(_world.Tool(tool, new JsonObject { [key] = "src/main.ts" }));
    }

    [Theory]
    [InlineData("mcp__fs__read_file", "path", ".bursar/policy.json")]
    [InlineData("mcp__fs__list_directory", "path", "~/.config/bursar")]
    [InlineData("mcp__fs__search_files", "path", "~/.claude")]
    [InlineData("mcp__fs__copy_file", "source", ".bursar/policy.json")]
    [InlineData("mcp__fs__write_file", "content", "~/.config/bursar/policy.json")]
    [InlineData("mcp__fs__write_file", "path", "~/.config")]
    [InlineData("Agent", "prompt", "rm -rf ~/.config/bursar")]
    public void A_tool_that_reads_or_only_says_is_free(string tool, string key, string value) => Assert.Null(_world.Tool(tool, new JsonObject { [key] = value }));

    [Fact]
    public void A_shell_of_an_mcp_server_is_a_shell()
    {
        Assert.NotNull(_world.Tool("mcp__term__run_command", new JsonObject { ["command"] = "rm -rf .bursar" }));
        Assert.NotNull(_world.Tool("mcp__term__run", new JsonObject { ["command"] = "rm", ["args"] = new JsonArray("-rf", ".bursar") }));
        Assert.NotNull(_world.Tool("mcp__term__run", new JsonObject { ["cmd"] = new JsonArray("bursar", "allow") }));
        Assert.NotNull(_world.Tool("mcp__term__run", new JsonObject { ["command"] = "rm policy.json", ["cwd"] = ".bursar" }));
        Assert.Null(_world.Tool("mcp__term__run", new JsonObject { ["command"] = "npm test", ["cwd"] = "src" }));
    }

    [Theory]
    [InlineData("Remove-Item -Recurse -Force .bursar")]
    [InlineData("Set-Content -Path $HOME/.config/bursar/policy.json -Value '{}'")]
    [InlineData("'{}' | Out-File .claude\\settings.json")]
    [InlineData("Get-Content x > .bursar/policy.json")]
    [InlineData("Remove-Item \"~/.config\" -Recurse")]
    [InlineData("cd src; bursar allow --add-usd 5")]
    [InlineData("& bursar policy set maxSpendUSD=99")]
    [InlineData("rm ${env:HOME}/.config/bursar/policy.json")]
    [InlineData("Stop-Process -Name bursar-hook")]
    public void Powershell_cannot_either(string command) => Assert.NotNull(_world.Tool("PowerShell", new JsonObject { ["command"] = command }));

    [Theory]
    [InlineData("Get-Content ~/.config/bursar/policy.json | ConvertFrom-Json")]
    [InlineData("Remove-Item -Recurse node_modules")]
    [InlineData("Get-ChildItem .bursar")]
    [InlineData("bursar daily")]
    [InlineData("Write-Host 'bursar allow'")]
    public void Powershell_may_read_and_work(string command) => Assert.Null(_world.Tool("PowerShell", new JsonObject { ["command"] = command }));

    [Fact]
    public void The_refusal_says_what_is_protected_and_who_can_change_it()
    {
        var refusal = Write("~/.config/bursar/policy.json");

        Assert.Contains("~/.config/bursar", refusal, StringComparison.Ordinal);
        Assert.Contains("the limits of this session", refusal, StringComparison.Ordinal);
        Assert.Contains("a human can change it outside the session", refusal, StringComparison.Ordinal);
        Assert.Contains("`bursar policy set`", _world.Bash("bursar policy set maxTurns=1"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_is_none_is_free()
    {
        Assert.Null(_world.Tool("Bash", new JsonArray()));
        Assert.Null(_world.Tool("Bash", new JsonObject()));
        Assert.Null(_world.Tool("Write", new JsonObject { ["file_path"] = 7 }));
        Assert.Null(_world.Tool("Write", new JsonObject { ["file_path"] = null }));
    }

    [Theory]
    [InlineData("mcp__bursar__guard", true)]
    [InlineData("mcp__plugin_books_bursar__guard", true)]
    [InlineData("mcp__bursar__check_limits", false)]
    [InlineData("mcp__bursar__phase_start", false)]
    [InlineData("mcp__castle__guard", false)]
    public void The_tool_that_hooks_ask_is_not_the_agents(string tool, bool isRefused) =>
        Assert.Equal(isRefused, _world.Tool(tool, new System.Text.Json.Nodes.JsonObject { ["hook_event_name"] = "SessionEnd", ["name"] = "guard" }) is not null);
}
