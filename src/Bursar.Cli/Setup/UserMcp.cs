using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Bursar.Cli.Mcp;
using Bursar.Cli.Setup.Json;

namespace Bursar.Cli.Setup;

/// <summary>In the user's configuration, which the client writes all the time: so the client is asked to do it.</summary>
internal sealed class UserMcp(Func<string, string?> environment, string? home, string program, TimeProvider clock) : McpRegistration(Place(environment, home), program)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public override McpPlan Apply(McpPlan plan)
    {
        if (plan.Fault is not null || plan.Action is null or HookAction.Kept)
        {
            return plan;
        }

        if (ClientProgram.Find(environment, home) is not { } client)
        {
            return plan with { Fault = Hindrance(plan.Action.Value) };
        }

        var entry = Entry(Existing()).Write(JsonStyle.Default, indent: null);
        var fault = plan.Action is HookAction.Added ? null : Run(client, "remove", "--scope", "user", BursarServer.Name);
        fault ??= plan.Action is HookAction.Removed ? null : Run(client, "add-json", "--scope", "user", BursarServer.Name, entry);
        // What the client says is one thing, what it wrote another.
        fault ??= IsThere() == (plan.Action is not HookAction.Removed) ? null : $"`claude mcp` said that it was done, and {File} does not say so";
        return plan with { Fault = fault };
    }

    protected override string? Hindrance(HookAction action) => ClientProgram.Find(environment, home) is not null ? null
        : $"`claude` is not on the PATH. By hand: {(action is HookAction.Removed ? $"claude mcp remove --scope user {BursarServer.Name}" : $"claude mcp add --scope user {BursarServer.Name} -- {ShellWord.Quote(Program)} mcp")}";

    protected override JsonElement? Existing()
    {
        if (Directory.Exists(File))
        {
            throw UserError.Unusable($"{File} is a folder; expected Claude Code's configuration");
        }

        if (!System.IO.File.Exists(File))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(File));
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("mcpServers", out var servers) && servers.ValueKind == JsonValueKind.Object && servers.TryGetProperty(BursarServer.Name, out var entry)
                ? entry.Clone()
                : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // The client would put it aside and begin anew.
            throw UserError.Unusable($"{File} cannot be read as JSON", "Correct it first: Claude Code would begin a new one.", e);
        }
    }

    private static string Place(Func<string, string?> environment, string? home) =>
        Path.Combine(environment("CLAUDE_CONFIG_DIR") is { Length: > 0 } set ? set.Split(',')[0] : home ?? "", ".claude.json");

    private string? Run(string client, params string[] arguments)
    {
        try
        {
            var run = ProgramRun.Of(new ProcessStartInfo(client, ["mcp", .. arguments]), "", Limit, clock);
            return run.ExitCode == 0 ? null
                : $"`claude mcp {arguments[0]}` {(run.ExitCode is null ? "did not end in time" : $"ended with {run.ExitCode}: {(run.Error + run.Output).Trim().ReplaceLineEndings(" ")}")}";
        }
        catch (Win32Exception e)
        {
            return $"{client} cannot be started: {e.Message}";
        }
    }
}
