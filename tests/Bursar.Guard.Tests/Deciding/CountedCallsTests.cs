using System.Text.Json.Nodes;

namespace Bursar.Guard.Tests.Deciding;

/// <summary>Tool calls count where and when they ran; what was denied counts nowhere, and is nobody's credit.</summary>
public sealed class CountedCallsTests
{
    [Fact]
    public void Calls_denied_yesterday_allow_none_today()
    {
        using var home = new GuardedHome("""{"budgets":[{"name":"daily","period":"day","maxToolCalls":5}]}""");
        Assert.Equal(5, Allowed(home, 25));
        home.Clock.Now += TimeSpan.FromDays(1);

        Assert.Equal(5, Allowed(home, 25));
        Assert.Equal(5, Used(home));
    }

    [Fact]
    public void Denials_in_the_main_thread_allow_a_subagent_none()
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":1000},"budgets":[{"name":"scouts","period":"session","scope":{"agent":"scout"},"maxToolCalls":3}]}""");
        home.Ask("SessionStart");
        for (var i = 0; i < 10; i++)
        {
            var call = home.Responds();
            Assert.False(home.Allows(call, tool: "Write", input: new JsonObject { ["file_path"] = home.Environment.Paths.PolicyFile }));
        }

        Assert.Equal(3, Enumerable.Range(0, 8).Count(_ => home.Allows(home.Responds(agent: "a1"), "a1")));
    }

    [Fact]
    public void What_never_ran_in_one_session_is_not_used_in_another()
    {
        using var home = new GuardedHome("""{"limits":{"maxTokensOut":100},"budgets":[{"name":"daily","period":"day","scope":{"model":"*opus*"},"maxToolCalls":3}]}""");
        home.Ask("SessionStart");
        home.Responds(output: 200);
        for (var i = 0; i < 10; i++)
        {
            Assert.False(home.Allows(home.Responds()));
        }

        home.Policy = """{"budgets":[{"name":"daily","period":"day","scope":{"model":"*opus*"},"maxToolCalls":3}]}""";
        var transcript = home.Transcript.Replace(GuardedHome.Session, "other", StringComparison.Ordinal);
        File.WriteAllText(transcript, File.ReadAllText(home.Transcript).Split('\n')[0].Replace(GuardedHome.Session, "other", StringComparison.Ordinal).Replace("\"msg_1\"", "\"msg_o\"", StringComparison.Ordinal).Replace("toolu_1", "toolu_o", StringComparison.Ordinal) + "\n");

        Assert.Null(home.Ask("PreToolUse", json =>
        {
            json["session_id"] = "other";
            json["transcript_path"] = transcript;
            json["tool_name"] = "Bash";
            json["tool_use_id"] = "toolu_o";
        }));
    }

    [Fact]
    public void Calls_from_before_the_guard_count_when_they_were_made()
    {
        using var home = new GuardedHome("""{"budgets":[{"name":"daily","period":"day","maxToolCalls":5},{"name":"scouts","period":"total","scope":{"agent":"scout"},"maxToolCalls":50}]}""");
        for (var i = 0; i < 4; i++)
        {
            home.Responds();
            home.Responds(agent: "a1");
        }

        home.Clock.Now += TimeSpan.FromDays(1);
        home.Responds();
        home.Responds();

        // Two of today are there, and the one that is asked about.
        Assert.Equal(3, Allowed(home, 9));
        Assert.Equal(4, home.State()["limits"]!.AsArray().Single(limit => (string)limit!["name"]! == "scouts/maxToolCalls")!["used"]!.GetValue<int>());
    }

    [Fact]
    public void Ids_that_begin_anew_in_each_subagent_are_other_calls()
    {
        using var home = new GuardedHome("""{"limits":{"maxToolCalls":5}}""");
        home.Ask("SessionStart");
        var allowed = 0;
        for (var agent = 0; agent < 4; agent++)
        {
            for (var call = 0; call < 3; call++)
            {
                allowed += home.Allows($"functions.Bash:{call}", agent: $"a{agent}") ? 1 : 0;
            }
        }

        Assert.Equal(5, allowed);
    }

    [Fact]
    public void An_id_that_comes_again_in_a_later_response_is_another_call()
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":3}}""");
        home.Ask("SessionStart");
        var verdicts = Enumerable.Range(0, 4).Select(_ =>
        {
            var call = home.Responds();
            File.WriteAllText(home.Transcript, File.ReadAllText(home.Transcript).Replace($"\"{call}\"", "\"same\"", StringComparison.Ordinal));
            return home.Allows("same");
        });

        Assert.Equal([true, true, false, false], verdicts);
    }

    [Fact]
    public void Who_was_let_write_one_file_may_not_write_the_guards_by_the_same_id()
    {
        using var home = new GuardedHome("{}");
        var call = home.Responds();

        Assert.True(home.Allows(call, tool: "Write", input: new JsonObject { ["file_path"] = Path.Combine(home.Project, "notes.txt") }));
        Assert.False(home.Allows(call, tool: "Write", input: new JsonObject { ["file_path"] = home.Environment.Paths.PolicyFile }));
        Assert.False(home.Allows(call, agent: "a1", tool: "Write", input: new JsonObject { ["file_path"] = home.Environment.Paths.PolicyFile }));
    }

    [Fact]
    public void A_call_that_ran_because_the_guard_failed_counts_once_it_is_well_again()
    {
        using var home = new GuardedHome("""{"limits":{"maxToolCalls":3}}""");
        home.Ask("SessionStart");
        Assert.True(home.Allows(home.Responds()));
        var ledger = home.Environment.Paths.Ledger;
        File.Move(ledger, ledger + ".away");
        Directory.CreateDirectory(ledger);
        Assert.True(home.Allows(home.Responds()));
        Assert.True(home.Allows(home.Responds()));
        Directory.Delete(ledger);
        File.Move(ledger + ".away", ledger);

        home.Ask("PostToolBatch");

        Assert.False(home.Allows(home.Responds()));
    }

    private static int Allowed(GuardedHome home, int calls) => Enumerable.Range(0, calls).Count(_ => home.Allows(home.Responds()));

    private static int Used(GuardedHome home) => home.State()["limits"]![0]!["used"]!.GetValue<int>();
}
