using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.Ledger.Guarding;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>Where money is not what is paid with, or not all of it is known, a spend limit advises; every other limit binds.</summary>
public abstract class SubscriptionTests(HookForm form)
{
    private const string Subscription = """{"authMode":"subscription"}""";

    private static Script Work => new Script().Conversation("main",
        GuardScenario.Runs("one").Billing(input: 10, output: 500),
        GuardScenario.Runs("two").Billing(input: 10, output: 500),
        GuardScenario.Runs("three").Billing(input: 10, output: 500),
        Reply.Says("Done.").Billing(input: 10, output: 20));

    [Fact]
    public async Task A_subscriber_is_told_once_of_a_spend_limit_and_the_session_goes_on()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, """{"limits":{"maxSpendUSD":0.001}}""");
        scenario.Configure(Subscription);

        var run = await scenario.AskAsync("main");

        Assert.Equal("Done.", run.Text);
        scenario.Happened(called: ["main#0", "main#1", "main#2", "main#3"], ran: ["one", "two", "three"]);
        var state = scenario.HoldsTheBill(run.SessionId);
        Assert.Equal(("subscription", true), ((string?)state.Json["auth_mode"], (bool?)state.Limit("maxSpendUSD")["advisory"]));
        var told = Assert.Single(scenario.Journal());
        Assert.Equal(JournalKind.Warning, told.Kind);
        Assert.EndsWith("It is not enforced: a subscription is not billed by the token.", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_limit_beside_it_stops_the_subscribers_session()
    {
        await using var scenario = await GuardScenario.StartAsync(form, Work, """{"limits":{"maxSpendUSD":0.001,"maxTokensOut":1000}}""");
        scenario.Configure(Subscription);

        var run = await scenario.AskAsync("main");

        Assert.Equal("hook_stopped", run.Ending);
        scenario.Happened(called: ["main#0", "main#1"], ran: ["one"]);
        scenario.HoldsTheBill(run.SessionId);
        scenario.TellsOfTheStop(run.SessionId, "maxTokensOut", denials: 1);
    }

    [Theory]
    [InlineData("advisory", new[] { "one", "two" }, 3)]
    [InlineData("enforce", new[] { "one" }, 2)]
    public async Task A_model_without_a_price_makes_the_limit_advice_unless_the_policy_says_otherwise(string onUnpriced, string[] ran, int calls)
    {
        var script = new Script().Conversation("main",
            GuardScenario.Runs("one").Billing(input: 10, output: 500) with { Model = "claude-nonesuch-9" },
            GuardScenario.Runs("two").Billing(input: 10, output: 500),
            Reply.Says("Done."));
        await using var scenario = await GuardScenario.StartAsync(form, script, $$$"""{"onUnpriced":"{{{onUnpriced}}}","limits":{"maxSpendUSD":0.001}}""");

        var run = await scenario.AskAsync("main");

        Assert.Empty(scenario.Api.Faults);
        Assert.Equal((calls, onUnpriced == "advisory" ? "Done." : ""), (scenario.Bill.Calls, run.Text));
        Assert.Equal(ran, scenario.Ran);
        Assert.False((bool?)scenario.State(run.SessionId).Json["metrics"]!["costMeasured"]);
        Assert.Equal(onUnpriced == "advisory" ? 1 : 0, scenario.Journal(JournalKind.Warning).Count(told => told.EndsWith("a part of the cost has no known price.", StringComparison.Ordinal)));
        Assert.Equal(onUnpriced == "enforce" ? 1 : 0, scenario.Journal(JournalKind.Stop).Count);
    }
}

public sealed class SubscriptionByCommandTests() : SubscriptionTests(HookForm.Command);

public sealed class SubscriptionByMcpToolTests() : SubscriptionTests(HookForm.McpTool);
