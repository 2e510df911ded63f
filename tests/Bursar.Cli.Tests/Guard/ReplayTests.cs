using System.Text.Json;

namespace Bursar.Cli.Tests.Guard;

/// <summary>The hand-made history (three sessions, twelve responses, $0.165644) played through a policy.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly Sandbox _sandbox = Guarded.Sandbox();

    public void Dispose() => _sandbox.Dispose();

    private async Task<ProgramResult> ReplayAsync(string policy, params string[] more)
    {
        var file = _sandbox.Path("policy.json");
        await File.WriteAllTextAsync(file, policy, TestContext.Current.CancellationToken);
        return (await _sandbox.RunAsync(["replay", "--policy", file, .. more])).MustSucceed();
    }

    private async Task<JsonElement> JsonAsync(string policy, params string[] more) => (await ReplayAsync(policy, [.. more, "--json"])).Json();

    private static JsonElement Session(JsonElement result, string id) => result.GetProperty("sessions").EnumerateArray().Single(session => session.GetProperty("session_id").GetString() == id);

    private async Task AddsUpAsync(JsonElement result)
    {
        foreach (var session in result.GetProperty("sessions").EnumerateArray())
        {
            var usage = (await _sandbox.RunAsync("usage", "--json", "--no-ingest", "--session", session.GetProperty("session_id").GetString()!)).MustSucceed().Json();
            Assert.Equal(usage.Number("cost_usd"), session.Number("spent", "cost_usd") + session.Number("saved", "cost_usd"));
            Assert.Equal(usage.Number("output_tokens"), session.Number("spent", "tokens_out") + session.Number("saved", "tokens_out"));
            Assert.Equal(usage.Number("messages"), session.Number("spent", "responses") + session.Number("saved", "responses"));
        }

        Assert.Equal(0.165644m, result.Number("totals", "spent", "cost_usd") + result.Number("totals", "saved", "cost_usd"));
        Assert.Equal(result.GetProperty("sessions").EnumerateArray().Count(session => session.GetProperty("stopped_by").ValueKind != JsonValueKind.Null), result.Number("totals", "stopped_sessions"));
    }

    [Fact]
    public async Task It_shows_where_each_session_would_have_been_stopped_and_what_that_saves()
    {
        const string Policy = """{"limits":{"maxSpendUSD":0.05,"maxTokensOut":{"value":500,"enforcement":"post-hoc"}},"onUnpriced":"enforce"}""";

        Snapshots.Check("replay", await ReplayAsync(Policy), _sandbox);
        Snapshots.Check("replay-json", await ReplayAsync(Policy, "--session", "a1f0", "--json"), _sandbox);
        await AddsUpAsync(await JsonAsync(Policy));
    }

    [Fact]
    public async Task A_policy_that_is_never_reached_stops_nothing()
    {
        Snapshots.Check("replay-nothing", await ReplayAsync("""{"limits":{"maxSpendUSD":100}}"""), _sandbox);
        await AddsUpAsync(await JsonAsync("""{"limits":{"maxSpendUSD":100}}"""));
    }

    [Fact]
    public async Task A_limit_of_zero_turns_saves_all()
    {
        var result = await JsonAsync("""{"limits":{"maxTurns":0}}""");

        await AddsUpAsync(result);
        Assert.Equal(0, result.Number("totals", "spent", "responses"));
        Assert.Equal(12, result.Number("totals", "saved", "responses"));
    }

    // The orchard was worked in on the 30th of October and the 1st of November; its fork answered once on the 2nd.
    [Fact]
    public async Task A_day_budget_begins_anew_with_each_day()
    {
        var result = await JsonAsync("""{"budgets":[{"name":"daily","period":"day","scope":{"project":"orchard"},"maxTurns":1}]}""");

        await AddsUpAsync(result);
        Assert.Equal((2, 5), (Session(result, Guarded.Orchard).Number("spent", "responses"), Session(result, Guarded.Orchard).Number("saved", "responses")));
        Assert.Equal("daily/maxTurns", Session(result, Guarded.Orchard).GetProperty("stopped_by").GetProperty("name").GetString());
        Assert.Equal(0, Session(result, Guarded.OrchardFork).Number("saved", "responses"));
        Assert.Equal(0, Session(result, Guarded.TidePool).Number("saved", "responses"));
        Assert.Equal(["2026-10-30", "2026-11-01", "2026-11-02"], result.GetProperty("breaches").EnumerateArray().Select(breach => breach.GetProperty("at").GetString()![..10]));
    }

    [Fact]
    public async Task A_month_that_one_session_used_up_stops_the_next()
    {
        var result = await JsonAsync("""{"budgets":[{"name":"monthly","period":"month","scope":{"project":"orchard"},"maxTurns":1}]}""");

        await AddsUpAsync(result);
        var fork = Session(result, Guarded.OrchardFork);
        Assert.Equal((0, 1), (fork.Number("spent", "responses"), fork.Number("saved", "responses")));
        Assert.Equal(Guarded.Orchard, fork.GetProperty("stopped_by").GetProperty("session_id").GetString());
        Assert.Equal(5, fork.GetProperty("stopped_by").GetProperty("response").GetInt32());
    }

    [Fact]
    public async Task Under_a_subscription_spending_is_told_and_not_stopped()
    {
        _sandbox.Write("config.json", """{"authMode":"subscription"}""");

        var result = await ReplayAsync("""{"limits":{"maxSpendUSD":0.01}}""");

        Assert.StartsWith("Nothing would have been stopped.", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("maxSpendUSD would have been reached in 2 sessions and nothing stopped: a subscription is not billed by the token.", result.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scoped_budget_saves_only_its_own()
    {
        var result = await JsonAsync("""{"budgets":[{"name":"scouts","period":"session","scope":{"agent":"scout"},"maxTokensOut":1}]}""");

        await AddsUpAsync(result);
        var orchard = Session(result, Guarded.Orchard);
        var usage = (await _sandbox.RunAsync("usage", "--json", "--no-ingest", "--session", Guarded.Orchard)).Json();
        var scouts = usage.GetProperty("agents").EnumerateArray().Single(agent => agent.GetProperty("agent").GetString() == "scout");
        Assert.Equal(scouts.Number("messages") - 1, orchard.Number("saved", "responses"));
    }

    [Fact]
    public async Task From_a_day_on_what_was_before_is_as_if_it_had_not_been()
    {
        var result = await JsonAsync("""{"limits":{"maxTurns":1}}""", "--since", "2026-11-01", "--session", Guarded.Orchard);

        Assert.Equal((1, 2), (Session(result, Guarded.Orchard).Number("spent", "responses"), Session(result, Guarded.Orchard).Number("saved", "responses")));
    }

    [Fact]
    public async Task What_it_cannot_play_is_told()
    {
        (await _sandbox.RunAsync("replay")).MustFailSaying(2, "--policy");
        (await _sandbox.RunAsync("replay", "--policy", _sandbox.Path("none.json"))).MustFailSaying(2, "no policy file");
        var file = _sandbox.Write("p.json", """{"limits":{"maxTurn":1}}""");
        (await _sandbox.RunAsync("replay", "--policy", file)).MustFailSaying(2, "$.limits.maxTurn: unknown key");
        File.WriteAllText(file, "{}");
        (await _sandbox.RunAsync("replay", "--policy", file, "--no-ingest")).MustFailSaying(3, "no ledger");
        (await _sandbox.RunAsync("replay", "--policy", file, "--session", "nobody")).MustFailSaying(2, "no session nobody");
    }
}
