namespace Bursar.Guard.Tests.Deciding;

/// <summary>
/// The client writes a response down behind the hook that asks about it. The stopwatch stands still in these tests, so a
/// hook that waits goes on only when the response arrives.
/// </summary>
public sealed class WaitingTests
{
    [Theory]
    [InlineData("""{"limits":{"maxSpendUSD":50,"maxTokensOut":1000000,"maxTokensIn":10000000,"maxTurns":500}}""")]
    [InlineData("""{"limits":{"maxTokensOut":{"value":100,"enforcement":"post-hoc"}}}""")]
    [InlineData("""{"limits":{"maxToolCalls":3,"maxWallTimeSeconds":100000}}""")]
    public void Where_no_limit_is_within_reach_nothing_is_waited_for(string policy)
    {
        using var home = new GuardedHome(policy);
        home.Responds(output: 50);
        home.Clock.IsFrozen = true;

        Assert.True(home.Allows("toolu_not_written_yet"));
    }

    [Fact]
    public void A_limit_that_is_only_advice_is_not_waited_for()
    {
        using var home = new GuardedHome("""{"limits":{"maxSpendUSD":0.5}}""");
        home.Variables["ANTHROPIC_API_KEY"] = null;
        home.Responds();
        home.Clock.IsFrozen = true;

        Assert.True(home.Allows("toolu_not_written_yet"));
    }

    [Fact]
    public async Task Within_reach_the_call_waits_for_its_own_response_and_is_denied_by_it()
    {
        using var home = new GuardedHome("""{"limits":{"maxTokensOut":100}}""");
        home.Responds(output: 50);
        home.Clock.IsFrozen = true;

        var asked = Task.Run(() => home.Allows("toolu_2"), TestContext.Current.CancellationToken);
        Assert.Equal("toolu_2", home.Responds(output: 50));

        Assert.False(await asked);
    }

    [Fact]
    public async Task Another_response_that_arrives_meanwhile_is_not_taken_for_its_own()
    {
        using var home = new GuardedHome("""{"limits":{"maxTokensOut":100}}""");
        home.Responds(output: 10);
        home.Clock.IsFrozen = true;

        var asked = Task.Run(() => home.Allows("toolu_3"), TestContext.Current.CancellationToken);
        home.Responds(output: 10, agent: "a1");
        Assert.Equal("toolu_3", home.Responds(output: 80));

        Assert.False(await asked);
    }

    [Fact]
    public void After_its_time_the_call_is_judged_by_what_is_known()
    {
        using var home = new GuardedHome("""{"limits":{"maxTokensOut":100}}""");
        home.Responds(output: 50);

        Assert.True(home.Allows("toolu_never_written"));
    }
}
