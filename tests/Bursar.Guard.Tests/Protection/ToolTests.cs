using System.Text.Json;
using System.Text.Json.Nodes;
using Bursar.Guard;

namespace Bursar.Tests.Protecting;

/// <summary>Tools that are given a path.</summary>
public sealed class ToolTests(Machine machine) : IClassFixture<Machine>
{
    [Theory]
    [InlineData("Edit", "file_path", "~/.config/bursar/policy.json")]
    [InlineData("Write", "file_path", "~/.claude/settings.json")]
    [InlineData("Write", "file_path", ".bursar/policy.json")]
    [InlineData("Write", "file_path", "src/../.aflock")]
    [InlineData("Write", "file_path", "../../.claude/projects/-p/s.jsonl")]
    [InlineData("MultiEdit", "file_path", "~/.local/state/bursar/sessions/s.json")]
    [InlineData("NotebookEdit", "notebook_path", "~/.claude/projects/-p/x.ipynb")]
    [InlineData("mcp__files__write_file", "path", "~/.local/share/bursar/ledger.db")]
    [InlineData("mcp__files__edit_file", "path", ".claude//settings.json")]
    [InlineData("mcp__files__create_directory", "path", "./.bursar/")]
    [InlineData("mcp__files__move_file", "source", ".bursar/policy.json")]
    [InlineData("mcp__files__move_file", "destination", ".bursar/policy.json")]
    [InlineData("mcp__files__move_file", "source", "~/.config")]
    [InlineData("mcp__ide__replaceInFile", "filePath", ".bursar/policy.json")]
    [InlineData("mcp__shell__run", "command", "rm .bursar/policy.json")]
    [InlineData("mcp__shell__run", "command", "bursar allow")]
    public void A_tool_that_writes_a_protected_path_is_refused(string tool, string key, string path) => Assert.NotNull(machine.Tool(tool, new JsonObject { [key] = path }));

    [Theory]
    [InlineData("Read", "file_path", "~/.config/bursar/policy.json")]
    [InlineData("Grep", "path", "~/.claude/projects")]
    [InlineData("Glob", "path", "~/.config/bursar")]
    [InlineData("Edit", "file_path", "src/a.json")]
    [InlineData("Write", "file_path", "~/.claude/CLAUDE.md")]
    [InlineData("Write", "file_path", "~/.claude/skills/a/SKILL.md")]
    [InlineData("Write", "file_path", ".claude/agents/a.md")]
    [InlineData("Write", "file_path", "~/.claude/projects/-p/memory/MEMORY.md")]
    [InlineData("Write", "file_path", "tests/.claude/settings.json")]
    [InlineData("Write", "file_path", ".bursar-notes")]
    [InlineData("Write", "file_path", "~/.local/bin/other")]
    [InlineData("mcp__files__read_file", "path", ".bursar/policy.json")]
    [InlineData("mcp__files__list_directory", "path", "~/.config/bursar")]
    [InlineData("mcp__files__write_file", "content", "~/.config/bursar/policy.json")]
    [InlineData("mcp__files__write_file", "path", "src")]
    [InlineData("mcp__files__copy_file", "source", ".bursar/policy.json")]
    [InlineData("WebFetch", "url", "https://example.com/.bursar/policy.json")]
    public void A_tool_that_reads_or_writes_elsewhere_runs(string tool, string key, string path) => Assert.Null(machine.Tool(tool, new JsonObject { [key] = path }));

    [Fact]
    public void Paths_in_lists_and_in_the_parts_of_an_input_are_found() 
    {
        Assert.NotNull(machine.Tool("mcp__files__write_files", new JsonObject { ["files"] = new JsonArray(new JsonObject { ["path"] = "a" }, new JsonObject { ["path"] = ".bursar/policy.json" }) }));
        Assert.NotNull(machine.Tool("mcp__files__delete_files", new JsonObject { ["paths"] = new JsonArray("a", ".bursar/policy.json") }));
    }

    [Fact]
    public void An_editor_that_only_looks_runs()
    {
        Assert.Null(machine.Tool("str_replace_based_edit_tool", new JsonObject { ["command"] = "view", ["path"] = ".bursar/policy.json" }));
        Assert.NotNull(machine.Tool("str_replace_based_edit_tool", new JsonObject { ["command"] = "create", ["path"] = ".bursar/policy.json" }));
    }

    [Fact]
    public void A_path_that_a_policy_names_is_protected()
    {
        var paths = machine.Protected(chosen: ["~/secrets", Path.Combine(machine.Project, "infra")]);

        Assert.NotNull(machine.Bash("rm ~/secrets/key", paths: paths));
        Assert.Contains("`protect`", machine.Tool("Edit", new JsonObject { ["file_path"] = "infra/main.tf" }, paths: paths), StringComparison.Ordinal);
        Assert.Null(machine.Tool("Edit", new JsonObject { ["file_path"] = "infrastructure.md" }, paths: paths));
    }

    [Fact]
    public void Where_file_names_have_no_case_another_case_is_no_way_around()
    {
        var anyCase = machine.Paths with { Comparison = StringComparison.OrdinalIgnoreCase };
        var exact = machine.Paths with { Comparison = StringComparison.Ordinal };

        Assert.NotNull(machine.Tool("Edit", new JsonObject { ["file_path"] = ".Bursar/POLICY.json" }, paths: anyCase));
        Assert.NotNull(machine.Bash("RM .BURSAR/*.json", paths: anyCase));
        Assert.Null(machine.Tool("Edit", new JsonObject { ["file_path"] = ".Bursar/POLICY.json" }, paths: exact));
    }

    [Theory]
    [InlineData("""Remove-Item "$env:HOME\policy.json" """, false)]
    [InlineData("Remove-Item .bursar/policy.json", true)]
    [InlineData("Set-Content -Path $HOME/.config/bursar/policy.json -Value '{}'", true)]
    [InlineData("'{}' | Out-File .claude/settings.json", true)]
    [InlineData("Get-Content .bursar/policy.json | ConvertFrom-Json", false)]
    [InlineData("Get-ChildItem ${env:HOME}/.config/bursar", false)]
    [InlineData("rm ${env:HOME}/.config/bursar/policy.json", true)]
    public void PowerShell_is_read_as_PowerShell(string command, bool isRefused) => Assert.Equal(isRefused, machine.Tool("PowerShell", new JsonObject { ["command"] = command }) is not null);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""{"file_path":5,"command":{},"path":null}""")]
    [InlineData("""{"file_path":"\ud800","command":"\udfff"}""")]
    [InlineData("""{"\ud800":"x"}""")]
    [InlineData("""{"file_path":"","command":""}""")]
    [InlineData("""{"file_path":"a\u0000b","command":"rm a\u0000b"}""")]
    public void An_odd_input_is_free_and_breaks_nothing(string json)
    {
        using var input = JsonDocument.Parse(json);
        Assert.Null(WriteCheck.Refusal("Write", input.RootElement, machine.Project, machine.Home, machine.Paths));
        Assert.Null(WriteCheck.Refusal("Bash", input.RootElement, "", null, machine.Paths));
    }
}
