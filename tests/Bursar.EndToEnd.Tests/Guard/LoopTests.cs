using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>An agent that does the same again and again, in the real client.</summary>
public sealed class LoopTests
{
    /// <summary>The same command six times, and an end.</summary>
    private static Script Work => new Script().Conversation("main", [.. Enumerable.Repeat(0, 6).Select(_ => GuardScenario.Runs("again").Billing(input: 10, output: 20)), Reply.Says("Done.")]);

    [Fact]
    public async Task It_is_told_to_the_user_while_it_goes_on_and_once()
    {
        await using var scenario = await GuardScenario.StartAsync(Work, """{"anomalies":{"action":"warn"}}""");

        var run = await scenario.AskAsync("main", prompt => prompt with { Streams = true });

        Assert.Equal("Done.", run.Text);
        Assert.Equal(6, scenario.Ran.Count);
        Assert.Contains("5 times", Assert.Single(run.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_policy_says_so_it_is_stopped()
    {
        await using var scenario = await GuardScenario.StartAsync(Work, """{"anomalies":{"action":"stop"}}""");

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "main#1", "main#2", "main#3", "main#4"], ran: [.. Enumerable.Repeat("again", 5)]);
        scenario.HoldsTheBill(run.SessionId);
    }

    [Fact]
    public async Task Without_a_word_about_it_in_a_policy_it_goes_on()
    {
        await using var scenario = await GuardScenario.StartAsync(Work, """{"limits":{"maxTurns":100}}""");

        var run = await scenario.AskAsync("main", prompt => prompt with { Streams = true });

        Assert.Equal("Done.", run.Text);
        Assert.Empty(run.Messages);
    }
}
