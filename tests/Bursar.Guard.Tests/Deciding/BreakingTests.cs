using System.Text;
using System.Text.Json.Nodes;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;

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

    [Theory]
    [InlineData("""{"limits":{"maxSpendUSD":9000000}}""", false)]
    [InlineData("""{"budgets":[{"name":"all","period":"total","maxSpendUSD":9000000}]}""", false)]
    [InlineData("""{"budgets":[{"name":"all","period":"total","maxSpendUSD":90000000}]}""", true)]
    public void Millions_of_dollars_are_no_way_around_a_limit(string policy, bool runs)
    {
        using var home = new GuardedHome(policy);
        for (var i = 0; i < 400; i++)
        {
            home.Responds(input: 1_000_000_000, output: 1_000_000_000, model: "claude-opus-4-1");
            home.Clock.Now += TimeSpan.FromMinutes(1);
            if (i % 100 == 0)
            {
                home.Ask("PostToolBatch");
            }
        }

        Assert.Equal(runs, home.Allows(home.Responds()));
        Assert.Equal(runs, home.Ask("UserPromptSubmit") is null);
    }

    [Fact]
    public void Usage_that_cannot_be_counted_stops_where_the_policy_says_so()
    {
        using var home = new GuardedHome(Closed);
        Assert.True(home.Allows(home.Responds()));
        home.Responds(input: -1);

        var call = home.Responds();
        var reason = (string?)home.Ask("PreToolUse", json => json["tool_use_id"] = call)!["hookSpecificOutput"]!["permissionDecisionReason"];
        Assert.Contains("the usage in line 2 of ~/.claude/projects/-work/", reason, StringComparison.Ordinal);
        Assert.Contains("negative", reason, StringComparison.Ordinal);
        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
    }

    [Fact]
    public void Otherwise_it_is_told_once()
    {
        using var home = new GuardedHome("""{"limits":{"maxTokensOut":100000}}""");
        home.Responds();
        home.Responds(agent: "a1", output: -1);

        Assert.Contains("cannot be counted", (string?)home.Ask("UserPromptSubmit")!["systemMessage"], StringComparison.Ordinal);
        Assert.Null(home.Ask("UserPromptSubmit"));
        Assert.True(home.Allows(home.Responds()));
    }

    [Fact]
    public void Another_sessions_lines_are_none_of_its_business()
    {
        using var home = new GuardedHome(Closed);
        var other = home[".claude/projects/-work/5e551011-0000-4000-8000-000000000002.jsonl"];
        home.Responds(input: -1);
        home.Ask("SessionStart");
        File.Move(home.Transcript, other);
        home.Ask("SessionStart", json => json["transcript_path"] = other);

        Assert.True(home.Allows(home.Responds()));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/.")]
    [InlineData("//")]
    public void Another_spelling_of_the_projects_folder_is_the_same_folder(string end)
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":1}}""");
        Directory.CreateDirectory(Path.Combine(home.Project, ".bursar"));
        File.WriteAllText(Path.Combine(home.Project, ".bursar", "policy.json"), """{"limits":{"maxTokensOut":100000}}""");
        home.Responds();

        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit", json => json["cwd"] = home.Project + end)!["decision"]);
        home.Variables["CLAUDE_PROJECT_DIR"] = home.Project + end;
        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
        home.Variables["CLAUDE_PROJECT_DIR"] = "sub/..";
        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
    }

    [Fact]
    public void A_decision_stands_though_the_state_file_cannot_be_written()
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":1}}""");
        Directory.CreateDirectory(home["bursar"]);
        File.WriteAllText(home["bursar/sessions"], "a file where a folder should be");

        Assert.False(home.Allows(home.Responds()));
        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
        Assert.Contains(FailureLog.Read(home.Environment.Paths), entry => entry.Message.Contains("the state file of the session cannot be written", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("prompt", "\\ud83d")]
    [InlineData("prompt", "/release\\udc00 \\n\\t\\\\ \\u00e9")]
    [InlineData("cwd", "/a\\ud83db")]
    [InlineData("permission_mode", "\\ud83d")]
    [InlineData("agent_type", "x\\ud83d")]
    public void Half_a_character_in_an_event_lets_nothing_through(string field, string escaped)
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":1}}""");
        home.Responds();

        var outcome = home.Run(home.Event("UserPromptSubmit", json => json[field] = "HERE").Replace("HERE", escaped, StringComparison.Ordinal));

        Assert.Equal("block", (string?)JsonNode.Parse(outcome.Output)!["decision"]);
    }

    [Fact]
    public void Subagents_beside_the_session_count_as_those_below_it()
    {
        using var home = new GuardedHome("""{"limits":{"maxTokensOut":1000}}""");
        home.Responds();
        home.Responds(output: 2_000, agent: "abcd1234");
        var below = home[$".claude/projects/-work/{GuardedHome.Session}/subagents/agent-abcd1234.jsonl"];
        File.Move(below, home[".claude/projects/-work/agent-abcd1234.jsonl"]);
        Directory.Delete(home[$".claude/projects/-work/{GuardedHome.Session}"], recursive: true);

        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
    }

    [Fact]
    public void A_subagent_of_a_model_without_budget_is_not_started()
    {
        using var home = new GuardedHome("""{"budgets":[{"name":"opus","period":"day","scope":{"model":"*opus*"},"maxTokensOut":100}]}""");
        home.Responds(output: 200, agent: "a1");
        var call = home.Responds(model: "claude-sonnet-4-6");

        Assert.False(home.Allows(call, tool: "Agent", input: new JsonObject { ["subagent_type"] = "scout", ["model"] = "opus" }));
        Assert.True(home.Allows(home.Responds(model: "claude-sonnet-4-6"), tool: "Agent", input: new JsonObject { ["subagent_type"] = "scout", ["model"] = "haiku" }));
    }

    [Fact]
    public void A_budget_of_every_model_holds_before_a_model_is_known()
    {
        using var home = new GuardedHome("""{"budgets":[{"name":"none","period":"day","scope":{"model":"*"},"maxTurns":0}]}""");

        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
    }

    [Theory]
    [InlineData("""{"authmode":"api_key"}""", "authmode: unknown key; expected authMode")]
    [InlineData("""{"auth_mode":"api_key"}""", "auth_mode: unknown key; expected authMode")]
    [InlineData("""{"weekstart":"monday"}""", "weekstart: unknown key; expected weekStart")]
    [InlineData("""{"weekStart":"Montag"}""", "weekStart: \"Montag\" is not known; expected sunday, monday")]
    [InlineData("""{"pricing":{"overides":[]}}""", "pricing.overides: unknown key; expected overrides")]
    public void A_misspelt_key_that_limits_depend_on_stops(string config, string fault)
    {
        using var home = new GuardedHome("""{"limits":{"maxSpendUSD":100}}""");
        File.WriteAllText(home.Environment.Paths.ConfigFile, config);

        Assert.Contains(fault, (string?)home.Ask("UserPromptSubmit")!["reason"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("monday", false)]
    public void A_weeks_budget_counts_from_the_day_that_the_user_says(string? weekStart, bool isFree)
    {
        using var home = new GuardedHome("""{"budgets":[{"name":"week","period":"week","maxTokensOut":100}]}""");
        if (weekStart is not null)
        {
            File.WriteAllText(home.Environment.Paths.ConfigFile, $$"""{"weekStart":"{{weekStart}}"}""");
        }

        // Of Saturday, the last day of a week that begins on Sunday and the last but one of one that begins on Monday.
        home.Clock.Now = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        home.Responds(output: 200);
        home.Clock.Now = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(isFree, home.Ask("UserPromptSubmit")?["decision"] is null);
        home.Clock.Now = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
        Assert.Null(home.Ask("UserPromptSubmit")?["decision"]);
    }

    [Fact]
    public void Hundreds_of_failures_at_once_all_enter_the_journal_once_and_their_calls_are_counted()
    {
        using var home = new GuardedHome("""{"limits":{"maxToolCalls":1000}}""");
        var call = home.Responds();
        Assert.True(home.Allows(call));
        var calls = Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"toolu_lost{i}")).ToList();
        Parallel.ForEach(calls, id => FailureLog.Keep(home.Environment, new HookEvent("PreToolUse", GuardedHome.Session, null) { ToolUseId = id }, $"the ledger was not there for {id}", letsRun: true));
        Assert.Equal(200, FailureLog.Read(home.Environment.Paths).Count);
        var folder = home["bursar/failures"];
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(folder)[0]));
        }

        Parallel.For(0, 4, _ =>
        {
            using var ledger = LedgerStore.Open(home.Environment.Paths.Ledger);
            FailureLog.Enter(ledger, home.Environment);
        });

        using var read = LedgerStore.OpenReadOnly(home.Environment.Paths.Ledger)!;
        Assert.Equal(200, Journal.Read(read, GuardedHome.Session, 0, 1000).Count(entry => entry.Message.StartsWith("the ledger was not there", StringComparison.Ordinal)));
        Assert.Equal(201, new GuardBook(read).Find(GuardedHome.Session)!.Calls);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void What_waits_for_the_journal_never_takes_an_answers_place()
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":0}}""");
        Directory.CreateDirectory(home["bursar/failures/1.log"]);
        File.WriteAllText(home["bursar/failures/2.log"], "nonsense\n");

        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_configuration_stops()
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":100}}""");
        Directory.CreateDirectory(home.Environment.Paths.ConfigFile);

        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
    }

    [Theory]
    [InlineData(null, 0, "could not check the limits")]
    [InlineData("""{"onError":"open","limits":{"maxTurns":1}}""", 0, "could not check the limits")]
    [InlineData("""{"onError":"closed","limits":{"maxTurns":1}}""", 0, "\"decision\":\"block\"")]
    [InlineData("""{"onErr":"closed"}""", 0, "\"decision\":\"block\"")]
    public void Without_a_home_the_projects_policy_says_what_follows(string? policy, int exitCode, string answer)
    {
        using var home = new GuardedHome();
        if (policy is not null)
        {
            Directory.CreateDirectory(Path.Combine(home.Project, ".bursar"));
            File.WriteAllText(Path.Combine(home.Project, ".bursar", "policy.json"), policy);
        }

        var outcome = HookRunner.NoHome(Encoding.UTF8.GetBytes(home.Event("UserPromptSubmit")), _ => null, UserError.Unusable("No home folder: HOME is not set.", "Set HOME."));

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(answer, Encoding.UTF8.GetString(outcome.Output), StringComparison.Ordinal);
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
