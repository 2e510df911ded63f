using System.Text;
using System.Text.Json.Nodes;

namespace Bursar.Guard.Tests.Deciding;

/// <summary>Ways around a limit that were found by trying.</summary>
public sealed class BreakingTests
{
    private const string Closed = """{"limits":{"maxTokensOut":100000},"onError":"closed"}""";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("relative.jsonl")]
    [InlineData("/a\0b.jsonl")]
    public void An_event_without_a_whole_transcript_path_is_a_failure_not_a_session_without_usage(string? path)
    {
        using var home = new GuardedHome(Closed);
        var answer = home.Ask("PreToolUse", json =>
        {
            json["tool_use_id"] = "toolu_1";
            json["transcript_path"] = path;
        });

        Assert.Equal("deny", (string?)answer!["hookSpecificOutput"]!["permissionDecision"]);
    }

    [Fact]
    public void A_session_whose_transcript_went_away_is_not_one_that_used_nothing_more()
    {
        using var home = new GuardedHome(Closed);
        Assert.True(home.Allows(home.Responds()));
        File.Delete(home.Transcript);
        Assert.False(home.Allows("toolu_2"));

        Directory.CreateDirectory(home.Transcript);
        Assert.False(home.Allows("toolu_3"));
    }

    [Fact]
    public void Before_its_first_line_a_session_has_no_transcript_and_nothing_is_wrong()
    {
        using var home = new GuardedHome(Closed);
        Assert.Null(home.Ask("SessionStart"));
        Assert.Null(home.Ask("UserPromptSubmit"));
    }

    [Fact]
    public void Calls_without_an_id_count_one_by_one()
    {
        using var home = new GuardedHome("""{"limits":{"maxToolCalls":2}}""");
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(_ => home.Allows("")));
    }

    [Theory]
    [InlineData("release-notes")]
    [InlineData("/release-notes")]
    [InlineData(" release-notes ")]
    public void An_exhausted_skill_cannot_be_started_by_another_spelling(string name)
    {
        using var home = new GuardedHome("""{"budgets":[{"name":"notes","period":"session","scope":{"skill":"release-notes"},"maxTokensOut":10}]}""");
        home.Responds(output: 20, skill: "release-notes");
        home.Ask("Stop");

        Assert.False(home.Allows(home.Responds(output: 1), tool: "Skill", input: new JsonObject { ["skill"] = name }));
        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit", json => json["prompt"] = "  /release-notes for 1.2")!["decision"]);
        Assert.Null(home.Ask("UserPromptSubmit", json => json["prompt"] = "something else"));
    }

    [Fact]
    public void An_event_without_a_name_stops_by_exit_code_where_the_policy_says_so()
    {
        using var home = new GuardedHome(Closed);
        var outcome = home.Run(home.Event("PreToolUse", json => json.Remove("hook_event_name")));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("hook_event_name", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_and_odd_session_ids_are_no_failure()
    {
        using var home = new GuardedHome(Closed);
        var call = home.Responds();
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(home.Event("PreToolUse", json => json["tool_use_id"] = call))];
        Assert.Equal((0, 0), (home.Run(marked).Output.Length, home.Run(marked).ExitCode));

        foreach (var id in (string[])["a\0b", "it's", "a\"b", "../../x"])
        {
            Assert.Null(home.Run(home.Event("PreToolUse", json =>
            {
                json["session_id"] = id;
                json["tool_use_id"] = "toolu_x";
            })).Error);
        }
    }

    [Fact]
    public void A_working_folder_that_can_be_none_is_answered()
    {
        using var home = new GuardedHome(Closed);
        Assert.Equal(0, home.Run(home.Event("PreToolUse", json =>
        {
            json["cwd"] = "/a\0b";
            json["transcript_path"] = null;
            json["tool_use_id"] = "toolu_1";
        })).ExitCode);
    }

    [Fact]
    public void Prices_that_changed_in_mid_session_do_not_make_a_spend_limit_go_away()
    {
        using var home = new GuardedHome("""{"limits":{"maxSpendUSD":0.0001}}""");
        home.Ask("SessionStart");
        var call = home.Responds();
        home.Policy = """{"limits":{"maxSpendUSD":0.0001},"pricing":{"overrides":[{"model":"claude-opus-4-8","input":0,"output":0}]}}""";

        Assert.False(home.Allows(call));
        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
    }

    [Fact]
    public void The_protection_holds_when_the_limits_cannot_be_judged()
    {
        using var home = new GuardedHome("""{"limits":{"maxTokensOut":100}}""");
        File.WriteAllText(home["bursar/ledger.db"], new string('x', 10_000));

        Assert.True(home.Allows(home.Responds()));
        Assert.False(home.Allows("toolu_2", tool: "Write", input: new JsonObject { ["file_path"] = home["bursar/policy.json"], ["content"] = "{}" }));
    }

    [Fact]
    public void A_configuration_folder_that_leads_nowhere_may_hide_a_policy()
    {
        using var home = new GuardedHome();
        File.CreateSymbolicLink(home["bursar"], home["gone"]);
        var outcome = home.Run(home.Event("PreToolUse", json => json["tool_use_id"] = "toolu_1"));

        Assert.Contains("deny", Encoding.UTF8.GetString(outcome.Output), StringComparison.Ordinal);
        Assert.Contains("leads to no folder", Encoding.UTF8.GetString(outcome.Output), StringComparison.Ordinal);
    }
}
