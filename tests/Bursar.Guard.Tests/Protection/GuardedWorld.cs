using System.Text.Json;
using System.Text.Json.Nodes;
using Bursar.Guard.Protection;

namespace Bursar.Guard.Tests.Protecting;

/// <summary>A user's home with everything in it that is protected, and a project below.</summary>
internal sealed class GuardedWorld : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    /// <param name="hasProjectFiles">Whether the project has a policy and hooks of its own.</param>
    public GuardedWorld(bool hasProjectFiles = true)
    {
        _variables["HOME"] = Home;
        _folder.Write("home/.config/bursar/policy.json", "{}"u8);
        _folder.Write("home/.config/bursar/config.json", "{}"u8);
        _folder.Write("home/.local/share/bursar/ledger.db", []);
        _folder.Write("home/.local/state/bursar/sessions/s1.json", "{}"u8);
        _folder.Write("home/.claude/settings.json", "{}"u8);
        _folder.Write("home/.claude/projects/-work-app/s1.jsonl", []);
        _folder.Write("home/.claude/projects/-work-app/memory/MEMORY.md", []);
        _folder.Write("home/.claude/skills/pdf/SKILL.md", []);
        _folder.Write("home/.claude.json", "{}"u8);
        _folder.Write("home/.local/bin/bursar", []);
        _folder.Write("home/.local/bin/bursar-hook", []);
        _folder.Write("home/work/app/README.md", []);
        _folder.Write("home/work/app/src/main.ts", []);
        _folder.Write("home/work/app/.claude/agents/scout.md", []);
        if (hasProjectFiles)
        {
            _folder.Write("home/work/app/.bursar/policy.json", "{}"u8);
            _folder.Write("home/work/app/.claude/settings.json", "{}"u8);
        }
    }

    public string Home => _folder["home"];

    public string Project => _folder["home/work/app"];

    public bool IgnoresCase { get; init; }

    public string[] More { get; init; } = [];

    public string this[string relative] => _folder[relative];

    public void Set(string variable, string value) => _variables[variable] = value;

    public string Write(string relative) => _folder.Write(relative, "{}"u8);

    public void Link(string link, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[link])!);
        File.CreateSymbolicLink(_folder[link], _folder[target]);
    }

    public ProtectedPaths Paths() => ProtectedPaths.Find(
        new BursarPaths(_folder["home/.config/bursar"], _folder["home/.local/share/bursar"], _folder["home/.local/state/bursar"]),
        _folder["etc/bursar/policy.json"], _variables.GetValueOrDefault, Home, Project, _folder["home/.local/bin"], More) with
    { IgnoresCase = IgnoresCase };

    public string? Bash(string command, string? cwd = null) => Tool("Bash", new JsonObject { ["command"] = command }, cwd);

    public string? Tool(string name, JsonNode input, string? cwd = null)
    {
        using var json = JsonDocument.Parse(input.ToJsonString());
        return WriteCheck.Refusal(name, json.RootElement, cwd ?? Project, Home, Paths());
    }

    public void Dispose() => _folder.Dispose();
}
