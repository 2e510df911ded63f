using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Tests.Policy;

/// <summary>Every limit of every file is judged; none hides another.</summary>
public sealed class JudgeTests
{
    private static SpendRow Row(decimal dollars = 0, long turns = 0, long reads = 0, long input = 0, long unpriced = 0, string? skill = null, long calls = 0) =>
        new(new Context(null, null, null, skill, null), new Spent { Cost = (Int128)(dollars * Money.PerDollar), Turns = turns, CacheRead = reads, Input = input, UnpricedTokens = unpriced, ToolCalls = calls, LargestCost = (Int128)(dollars * Money.PerDollar), LargestInput = input });

    private static IReadOnlyList<LimitStatus> Judged(string json, SpendRow[] rows, AuthMode mode = AuthMode.ApiKey, long seconds = 0, decimal allowed = 0) =>
        Judge.All(new EffectivePolicy([Reading.Read(json)], []), mode, _ => rows, seconds, (_, kind) => kind == LimitKind.Spend ? (Int128)(allowed * Money.PerDollar) : 0);

    [Theory]
    [InlineData(9.99, false)]
    [InlineData(10, true)]
    [InlineData(10.01, true)]
    public void A_limit_is_breached_when_it_is_reached(double used, bool breached)
    {
        var status = Assert.Single(Judged("""{"limits":{"maxSpendUSD":10}}""", [Row((decimal)used)]));

        Assert.Equal((breached, breached, breached), (status.IsBreached, status.IsBindingBreach, status.Stops));
    }

    [Fact]
    public void A_limit_of_zero_is_reached_before_anything_happened() => Assert.True(Assert.Single(Judged("""{"limits":{"maxTurns":0}}""", [])).Stops);

    [Fact]
    public void A_post_hoc_limit_is_breached_and_stops_nothing()
    {
        var status = Assert.Single(Judged("""{"limits":{"maxTurns":{"value":2,"enforcement":"post-hoc"}}}""", [Row(turns: 2)]));

        Assert.True(status.IsBindingBreach);
        Assert.False(status.Stops);
    }

    [Theory]
    [InlineData(AuthMode.ApiKey, null)]
    [InlineData(AuthMode.Subscription, "subscription")]
    [InlineData(AuthMode.Unknown, "not known")]
    public void Only_who_pays_by_the_token_is_bound_by_a_spend_limit(AuthMode mode, string? advice)
    {
        var statuses = Judged("""{"limits":{"maxSpendUSD":1,"maxTokensIn":5,"maxTokensOut":0,"maxTurns":1,"maxToolCalls":1,"maxWallTimeSeconds":60}}""", [Row(2, turns: 1, input: 5, calls: 1)], mode, seconds: 60);

        Assert.All(statuses, status => Assert.True(status.IsBreached));
        Assert.All(statuses.Skip(1), status => Assert.True(status.Stops));
        Assert.Equal(advice is null, statuses[0].Stops);
        Assert.Contains(advice ?? "", statuses[0].Advisory ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void An_advisory_breach_hides_no_binding_one()
    {
        var statuses = Judged("""{"limits":{"maxSpendUSD":1,"maxTokensIn":100}}""", [Row(2, input: 100)], AuthMode.Subscription);

        Assert.Equal([false, true], statuses.Select(status => status.Stops));
        Assert.Equal([true, true], statuses.Select(status => status.IsBreached));
    }

    [Fact]
    public void With_an_unpriced_part_a_spend_limit_is_advice_unless_the_policy_enforces_it()
    {
        SpendRow[] rows = [Row(2), Row(unpriced: 1)];

        Assert.Contains("no known price", Assert.Single(Judged("""{"limits":{"maxSpendUSD":1}}""", rows)).Advisory, StringComparison.Ordinal);
        Assert.True(Assert.Single(Judged("""{"limits":{"maxSpendUSD":1},"onUnpriced":"enforce"}""", rows)).Stops);
        Assert.False(Assert.Single(Judged("""{"limits":{"maxSpendUSD":1},"onUnpriced":"enforce"}""", rows, AuthMode.Subscription)).Stops);
    }

    [Theory]
    [InlineData("transcript", 3, 2, false)]
    [InlineData("reported", 3, 5, true)]
    [InlineData("highest", 3, 5, true)]
    [InlineData("transcript", -1, 2, false)]
    [InlineData("reported", -1, 1, true)]
    [InlineData("highest", -1, 2, false)]
    [InlineData("reported", 0, 2, false)]
    public void Spend_is_judged_by_the_account_that_the_file_chose(string basis, int extra, int used, bool isReported)
    {
        var told = new SpendRow(new Context(null, null, null, null, null), new Spent { ReportedExtra = (Int128)extra * Money.PerDollar });
        var status = Judged($$$"""{"limits":{"maxSpendUSD":10,"maxTokensIn":9},"basis":"{{{basis}}}"}""", [Row(2, input: 4), told]);

        Assert.Equal((Int128)used * Money.PerDollar, status[0].Used);
        Assert.Equal((isReported, false), (status[0].IsReported, status[1].IsReported));
        Assert.Equal(4, status[1].Used);
    }

    [Fact]
    public void What_the_client_told_belongs_to_no_skill()
    {
        var told = new SpendRow(new Context("/p", null, null, null, null), new Spent { ReportedExtra = Money.PerDollar });
        const string Policy = """{"basis":"highest","budgets":[{"name":"skill","period":"day","scope":{"skill":"x"},"maxSpendUSD":9},{"name":"project","period":"day","scope":{"project":"/p"},"maxSpendUSD":9}]}""";

        Assert.Equal([0, Money.PerDollar], Judged(Policy, [told]).Select(status => (long)status.Used));
    }

    [Fact]
    public void Cache_reads_count_as_input_unless_the_file_says_otherwise_and_only_for_its_own_limits()
    {
        var rows = new[] { Row(input: 10, reads: 1000) };
        var files = new EffectivePolicy([Reading.Read("""{"limits":{"maxTokensIn":100}}"""), Reading.Read("""{"limits":{"maxTokensIn":100},"cacheReads":"ignore"}""")], []);

        var statuses = Judge.All(files, AuthMode.ApiKey, _ => rows, 0, (_, _) => 0);

        Assert.Equal([1010, 10], statuses.Select(status => (int)status.Used));
        Assert.Equal([true, false], statuses.Select(status => status.Stops));
    }

    [Fact]
    public void A_scope_counts_its_own_part_alone()
    {
        var statuses = Judged("""{"budgets":[{"name":"notes","period":"day","scope":{"skill":"notes"},"maxSpendUSD":1},{"name":"all","period":"day","maxSpendUSD":3}]}""", [Row(0.9m, skill: "notes"), Row(2)]);

        Assert.Equal([0.9m, 2.9m], statuses.Select(status => Amount.Number(LimitKind.Spend, status.Used)));
        Assert.DoesNotContain(statuses, status => status.IsBreached);
    }

    [Fact]
    public void What_a_human_allowed_is_added_to_the_limit()
    {
        var status = Assert.Single(Judged("""{"limits":{"maxSpendUSD":10}}""", [Row(12)], allowed: 5));

        Assert.Equal((15m, 3m, 5m), (Amount.Number(LimitKind.Spend, status.Value), Amount.Number(LimitKind.Spend, status.Remaining), Amount.Number(LimitKind.Spend, status.Allowed)));
        Assert.False(status.IsBreached);
        Assert.Equal(0, Assert.Single(Judged("""{"limits":{"maxSpendUSD":10}}""", [Row(12)])).Remaining);
    }

    [Fact]
    public void A_limit_knows_what_one_more_response_like_the_largest_would_add()
    {
        Assert.Equal((Int128)(5 * Money.PerDollar), Assert.Single(Judged("""{"limits":{"maxSpendUSD":10}}""", [Row(5), Row(2)])).Step);
        Assert.Equal(7, Assert.Single(Judged("""{"limits":{"maxTokensIn":10}}""", [Row(input: 3), Row(input: 7)])).Step);
        Assert.Equal(1, Assert.Single(Judged("""{"limits":{"maxTurns":3}}""", [Row(turns: 2)])).Step);
        Assert.Equal(0, Assert.Single(Judged("""{"limits":{"maxWallTimeSeconds":3}}""", [Row(turns: 2)])).Step);
    }
}
