using System.Text.Json.Nodes;

namespace Bursar.Guard.Tests.Deciding;

/// <summary>A failure of the guard, which lets sessions go on by default, is no way out of a limit that was reached.</summary>
public sealed class FailureAfterStopTests
{
    private const string Policy = """{"limits":{"maxTokensOut":100}}""";

    [Fact]
    public void A_session_that_was_stopped_stays_stopped_when_the_ledger_fails()
    {
        using var home = Stopped(Policy);
        Break(home);

        var call = home.Responds();
        var answer = home.Ask("PreToolUse", json => json["tool_use_id"] = call)!;
        var reason = (string?)answer["hookSpecificOutput"]!["permissionDecisionReason"];
        Assert.Contains("has used 150 output tokens of its limit of 100", reason, StringComparison.Ordinal);
        Assert.Contains("cannot be checked", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("bursar allow", reason, StringComparison.Ordinal);
        Assert.Contains("damaged", reason, StringComparison.Ordinal);
        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
        Assert.Equal(false, (bool?)home.Ask("PostToolBatch")!["continue"]);
    }

    [Fact]
    public void A_limit_that_was_raised_since_lets_it_go_on()
    {
        using var home = Stopped(Policy);
        home.Policy = """{"limits":{"maxTokensOut":1000}}""";
        Break(home);

        Assert.True(home.Allows(home.Responds()));
    }

    [Fact]
    public void So_does_a_session_below_its_limit()
    {
        using var home = new GuardedHome(Policy);
        Assert.True(home.Allows(home.Responds(output: 50)));
        Break(home);

        Assert.True(home.Allows(home.Responds()));
        Assert.Contains("could not check", (string?)home.Ask("UserPromptSubmit")!["systemMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_that_is_over_stops_nothing()
    {
        using var home = Stopped("""{"budgets":[{"name":"daily","period":"day","maxTokensOut":100}]}""");
        Break(home);
        Assert.False(home.Allows(home.Responds()));

        home.Clock.Now += TimeSpan.FromDays(1);
        Assert.True(home.Allows(home.Responds()));
    }

    [Fact]
    public void A_budget_of_something_else_stops_nothing()
    {
        using var home = new GuardedHome("""{"budgets":[{"name":"scouts","period":"session","scope":{"agent":"scout"},"maxTokensOut":100}]}""");
        home.Responds();
        Assert.False(home.Allows(home.Responds(output: 150, agent: "a1"), agent: "a1"));
        Break(home);

        Assert.True(home.Allows(home.Responds()));
        Assert.False(home.Allows(home.Responds(agent: "a1"), agent: "a1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"limits":[{"name":1}],"updated_at":"2026-11-20T12:00:00Z"}""")]
    [InlineData("""{"limits":[{"name":"maxTokensOut","file":"POLICY","used":1e30,"allowed":0,"advisory_reason":null}],"updated_at":"2026-11-20T12:00:00Z"}""")]
    public void A_state_that_nobody_can_read_is_as_none(string state)
    {
        using var home = Stopped(Policy);
        File.WriteAllText(home[$"bursar/sessions/{GuardedHome.Session}.json"], state.Replace("POLICY", home["bursar/policy.json"], StringComparison.Ordinal));
        Break(home);

        Assert.True(home.Allows(home.Responds()));
    }

    [Fact]
    public async Task A_pipe_in_its_place_holds_nobody_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo");
        using var home = Stopped(Policy);
        var state = home[$"bursar/sessions/{GuardedHome.Session}.json"];
        File.Delete(state);
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", state))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Break(home);
        var call = home.Responds();
        var answer = Task.Run(() => home.Allows(call), TestContext.Current.CancellationToken);

        Assert.True(await answer.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    private static GuardedHome Stopped(string policy)
    {
        var home = new GuardedHome(policy);
        Assert.False(home.Allows(home.Responds(output: 150)));
        return home;
    }

    private static void Break(GuardedHome home) => File.WriteAllText(home["bursar/ledger.db"], new string('x', 10_000));
}
