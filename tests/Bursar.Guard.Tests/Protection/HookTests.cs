using System.Text;
using System.Text.Json.Nodes;
using Bursar.Guard;

namespace Bursar.Guard.Tests.Protecting;

/// <summary>The protection as the client meets it: in the hook's answer before a tool runs.</summary>
public sealed class HookTests
{
    private const string Limits = """{"limits":{"maxTurns":100}}""";

    [Fact]
    public void The_hook_denies_a_tool_that_would_change_a_policy_and_lets_others_run()
    {
        using var folder = Home(user: Limits);

        Assert.Contains("\"deny\"", Answer(folder, "Bash", new JsonObject { ["command"] = "rm ~/.config/bursar/policy.json" }), StringComparison.Ordinal);
        Assert.Contains("Bursar protects", Answer(folder, "Edit", new JsonObject { ["file_path"] = folder["home/.config/bursar/policy.json"] }), StringComparison.Ordinal);
        Assert.DoesNotContain("deny", Answer(folder, "Bash", new JsonObject { ["command"] = "cat ~/.config/bursar/policy.json" }), StringComparison.Ordinal);
        Assert.DoesNotContain("deny", Answer(folder, "Edit", new JsonObject { ["file_path"] = "src/a.cs" }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_settings_and_transcripts_of_the_configured_folder_are_protected()
    {
        using var folder = Home(user: Limits);

        Assert.Contains("deny", Answer(folder, "Write", new JsonObject { ["file_path"] = "~/.claude/settings.json" }), StringComparison.Ordinal);
        Assert.Contains("deny", Answer(folder, "Bash", new JsonObject { ["command"] = "rm -rf ~/claude-config/projects" }, folder["home/claude-config"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_path_under_protect_starts_at_the_project()
    {
        using var folder = Home(user: Limits, project: """{"protect":["infra"]}""");

        Assert.Contains("deny", Answer(folder, "Edit", new JsonObject { ["file_path"] = "infra/main.tf" }), StringComparison.Ordinal);
        Assert.DoesNotContain("deny", Answer(folder, "Edit", new JsonObject { ["file_path"] = ".bursar-infra" }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_can_do_without_the_protection()
    {
        using var folder = Home(user: """{"limits":{"maxTurns":100},"protect":false}""");

        Assert.DoesNotContain("deny", Answer(folder, "Bash", new JsonObject { ["command"] = "rm ~/.config/bursar/policy.json" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("\"rm\"")]
    public void An_input_of_another_shape_is_no_failure(string input)
    {
        using var folder = Home(user: Limits);
        var outcome = Run(folder, $$"""{"hook_event_name":"PreToolUse","session_id":"s","transcript_path":"/not/yet.jsonl","cwd":"/","tool_name":"Bash","tool_use_id":"toolu_1","tool_input":{{input}}}""", null);

        Assert.Null(outcome.Error);
        Assert.DoesNotContain("deny", Encoding.UTF8.GetString(outcome.Output), StringComparison.Ordinal);
    }

    private static TempFolder Home(string user, string? project = null)
    {
        var folder = new TempFolder();
        folder.Write("home/.config/bursar/policy.json", Encoding.UTF8.GetBytes(user));
        folder.Write("home/claude-config/projects/-p/s.jsonl", ""u8);
        Directory.CreateDirectory(folder["home/app"]);
        if (project is not null)
        {
            folder.Write("home/app/.bursar/policy.json", Encoding.UTF8.GetBytes(project));
        }

        return folder;
    }

    private static string Answer(TempFolder folder, string tool, JsonObject input, string? claude = null)
    {
        var hook = new JsonObject { ["hook_event_name"] = "PreToolUse", ["session_id"] = "s", ["transcript_path"] = folder["home/not-yet.jsonl"], ["cwd"] = folder["home/app"], ["tool_name"] = tool, ["tool_use_id"] = $"toolu_{Guid.NewGuid():N}", ["tool_input"] = input };
        var outcome = Run(folder, hook.ToJsonString(), claude);
        Assert.Null(outcome.Error);
        return Encoding.UTF8.GetString(outcome.Output);
    }

    private static HookOutcome Run(TempFolder folder, string hook, string? claude)
    {
        var environment = GuardEnvironment.Of(
            name => name switch { "HOME" or "USERPROFILE" => folder["home"], "CLAUDE_CONFIG_DIR" => claude, "APPDATA" or "LOCALAPPDATA" => folder["home/.config"], _ => null },
            TimeProvider.System) with { ManagedPolicy = folder["managed/policy.json"] };
        return HookRunner.Run(Encoding.UTF8.GetBytes(hook), environment, TestContext.Current.CancellationToken);
    }
}
