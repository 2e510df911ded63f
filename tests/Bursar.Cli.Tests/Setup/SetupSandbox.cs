using System.Text;
using System.Text.Json.Nodes;

namespace Bursar.Cli.Tests.Setup;

/// <summary>A sandbox with a hook that answers at once, as the real one does over a limit, and without a client.</summary>
internal sealed class SetupSandbox : IDisposable
{
    private const string Denies = """echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny"}}'""";

    public SetupSandbox() => Hook = Script("fake/bursar-hook", $"cat > /dev/null\n{Denies}");

    public Sandbox Sandbox { get; } = new();

    public string Hook { get; }

    public string Settings => Path.Combine(Sandbox.Claude, "settings.json");

    public byte[] Bytes => File.ReadAllBytes(Settings);

    public string Text
    {
        get => Encoding.UTF8.GetString(Bytes);
        set => File.WriteAllText(Settings, value);
    }

    public string[] Backups => Directory.GetFiles(Sandbox.Claude, "settings.json.bursar-backup-*");

    public JsonObject Json => JsonNode.Parse(Text.TrimStart('\uFEFF'))!.AsObject();

    public JsonObject Hooks => Json["hooks"]!.AsObject();

    public Task<ProgramResult> InitAsync(params string[] arguments) => Sandbox.RunAsync(["init", "--hook", Hook, .. arguments]);

    public Task<ProgramResult> UninstallAsync(params string[] arguments) => Sandbox.RunAsync(["init", "--uninstall", .. arguments]);

    public string Script(string name, string body)
    {
        var path = Sandbox.Path(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public string Denying(string name) => Script(name, $"cat > /dev/null\n{Denies}");

    /// <summary>The commands of an event, in order.</summary>
    public string[] Commands(string name) => Hooks[name] is JsonArray groups
        ? [.. groups.SelectMany(group => group!["hooks"]!.AsArray()).Select(hook => (string)hook!["command"]!)]
        : [];

    public void Dispose() => Sandbox.Dispose();
}
