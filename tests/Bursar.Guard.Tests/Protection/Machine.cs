using System.Text.Json;
using System.Text.Json.Nodes;
using Bursar.Guard;

namespace Bursar.Tests.Protecting;

/// <summary>A user's machine in a folder: home, project, Bursar's and Claude Code's files.</summary>
public sealed class Machine : IDisposable
{
    private readonly TempFolder _folder = new();

    public Machine()
    {
        foreach (var file in (string[])[
            "home/.config/bursar/policy.json", "home/.local/share/bursar/ledger.db", "home/.local/state/bursar/sessions/s.json",
            "home/.local/bin/bursar", "home/.local/bin/bursar-hook", "home/.local/bin/other",
            "home/.claude/settings.json", "home/.claude/CLAUDE.md", "home/.claude/skills/a/SKILL.md", "home/.claude/projects/-p/s.jsonl", "home/.claude/projects/-p/memory/MEMORY.md", "home/.claude.json",
            "home/work/app/.claude/settings.json", "home/work/app/.claude/agents/a.md", "home/work/app/.bursar/policy.json", "home/work/app/src/a.json", "home/work/plain/src/a.json"])
        {
            _folder.Write(file, "{}"u8);
        }

        Home = Real("home");
        Project = Path.Combine(Home, "work", "app");
        Paths = Protected();
    }

    public string Home { get; }

    public string Project { get; }

    public ProtectedPaths Paths { get; }

    public ProtectedPaths Protected(string? project = null, params string[] chosen) => ProtectedPaths.Of(
        BursarPaths.Find(_ => null, Home), Path.Combine(Home, "etc", "policy.json"), Home, project ?? Project, [Path.Combine(Home, ".claude")], Path.Combine(Home, ".local", "bin") + "/", chosen);

    public string? Bash(string command, string? cwd = null, ProtectedPaths? paths = null) => Tool("Bash", new JsonObject { ["command"] = command }, cwd, paths);

    public string? Tool(string name, JsonObject input, string? cwd = null, ProtectedPaths? paths = null)
    {
        using var json = JsonDocument.Parse(input.ToJsonString());
        return WriteCheck.Refusal(name, json.RootElement, cwd ?? Project, Home, paths ?? Paths, Variable);
    }

    public string Link(string name, string target)
    {
        var path = Path.Combine(Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, target);
        return path;
    }

    public void Dispose() => _folder.Dispose();

    private string? Variable(string name) => name switch
    {
        "HOME" => Home,
        "CLAUDE_PROJECT_DIR" => Project,
        "BURSAR_HOME" => Path.Combine(Home, ".config", "bursar"),
        "CLAUDE_CONFIG_DIR" => Path.Combine(Home, ".claude"),
        _ => null,
    };

    // The temporary folder itself may lie behind a link.
    private string Real(string name) => Path.Combine(Directory.ResolveLinkTarget(_folder.Path, returnFinalTarget: true)?.FullName ?? _folder.Path, name);
}
