using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bursar.Cli.Setup;

/// <summary>Whether the hook refuses a tool when a limit is used up, tried as the client would call it.</summary>
/// <param name="Fault">What was answered instead, or null.</param>
/// <param name="Time">How long the hook took, the shell that starts it included.</param>
internal sealed record SelfTest(string? Fault, TimeSpan Time)
{
    /// <summary>What the client allows it in the settings.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static SelfTest Run(string command, TimeProvider clock)
    {
        var folder = Directory.CreateTempSubdirectory("bursar-self-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "policy.json"), """{"limits":{"maxTurns":0}}""");
            var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(command.Trim('\'')) : new ProcessStartInfo("/bin/sh", ["-c", command]);
            start.WorkingDirectory = folder;
            start.Environment["BURSAR_HOME"] = folder;
            start.Environment.Remove("CLAUDE_PROJECT_DIR");
            var run = ProgramRun.Of(start, Event(folder), Limit, clock);
            return new SelfTest(FaultOf(run), run.Time);
        }
        catch (Win32Exception e)
        {
            return new SelfTest($"it cannot be started: {e.Message}", TimeSpan.Zero);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Event(string folder) => new JsonObject
    {
        ["session_id"] = "bursar-self-test",
        ["transcript_path"] = Path.Combine(folder, "none.jsonl"),
        ["cwd"] = folder,
        ["hook_event_name"] = "PreToolUse",
        ["tool_name"] = "Bash",
        ["tool_input"] = new JsonObject { ["command"] = "true" },
        ["tool_use_id"] = "toolu_selftest",
    }.ToJsonString();

    private static string? FaultOf(ProgramRun run)
    {
        if (run.ExitCode is null)
        {
            return $"no answer within {Limit.TotalSeconds:0} s";
        }

        if (run.ExitCode == 0 && Denies(run.Output))
        {
            return null;
        }

        return $"exit code {run.ExitCode}, {Said("standard output", run.Output)}, {Said("standard error", run.Error)}";
    }

    /// <summary>Whether an answer to PreToolUse keeps the tool from running.</summary>
    public static bool Denies(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("hookSpecificOutput", out var output) && output.ValueKind == JsonValueKind.Object
                && output.TryGetProperty("permissionDecision", out var decision) && decision.ValueKind == JsonValueKind.String && decision.ValueEquals("deny");
        }
        catch (JsonException)
        {
            // What was said instead is told by the caller.
            return false;
        }
    }

    private static string Said(string where, string text)
    {
        const int Shown = 300;
        text = text.Trim().ReplaceLineEndings(" ");
        return text.Length == 0 ? $"nothing on {where}" : $"on {where}: {(text.Length > Shown ? text[..Shown] + "…" : text)}";
    }
}
