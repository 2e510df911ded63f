using System.Text;
using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Tests.Policy;

public sealed class PolicyReaderTests
{
    private const string Pico = "000000000000";

    [Theory]
    [InlineData("""{"maxSpendUSD":10}""", $"maxSpendUSD=10{Pico} fail-fast")]
    [InlineData("""{"maxSpendUSD":0.05}""", "maxSpendUSD=50000000000 fail-fast")]
    [InlineData("""{"maxSpendUSD":0}""", "maxSpendUSD=0 fail-fast")]
    [InlineData("""{"maxSpendUSD":0.000000000001}""", "maxSpendUSD=1 fail-fast")]
    [InlineData("""{"maxSpendUSD":1e12}""", $"maxSpendUSD=1000000000000{Pico} fail-fast")]
    [InlineData("""{"maxTokensIn":500000.0}""", "maxTokensIn=500000 fail-fast")]
    [InlineData("""{"maxTokensOut":5e5}""", "maxTokensOut=500000 fail-fast")]
    [InlineData("""{"maxTurns":{"value":50}}""", "maxTurns=50 fail-fast")]
    [InlineData("""{"maxTurns":{"value":50,"enforcement":"post-hoc"}}""", "maxTurns=50 post-hoc")]
    [InlineData("""{"enforcement":"post-hoc","maxTurns":5,"maxToolCalls":{"value":7,"enforcement":"fail-fast"}}""", "maxTurns=5 post-hoc, maxToolCalls=7 fail-fast")]
    [InlineData("""{"maxWallTimeSeconds":3600,"enforcement":"post-hoc"}""", "maxWallTimeSeconds=3600 post-hoc")]
    [InlineData("{}", "")]
    public void A_limit_is_a_number_or_an_object_with_its_enforcement(string limits, string expected) =>
        Assert.Equal(expected, Reading.Limits(Reading.Read($$"""{"limits":{{limits}}}""")));

    [Fact]
    public void A_path_that_is_deeper_than_any_is_taken_as_it_stands()
    {
        var deep = string.Concat(Enumerable.Repeat("/a", 40_000));

        Assert.Null(Reading.Read($$$"""{"budgets":[{"name":"a","period":"day","scope":{"project":"{{{deep}}}"},"maxTurns":1}]}""").Budgets[0].Scope.LinkedProject);
    }

    [Theory]
    [InlineData("work/shop", "data/work/shop", true)]
    [InlineData("work/shop/", "data/work/shop/src", true)]
    [InlineData("work", "data/work/shop", true)]
    [InlineData("work/sh*", "data/work/shop", true)]
    [InlineData("w*", "work/shop", true)]
    [InlineData("work/shop", "work/shop", true)]
    [InlineData("nested/shop", "data/work/shop", true)]
    [InlineData("work/shop", "data/work/other", false)]
    [InlineData("circle/shop", "data/work/shop", false)]
    public void A_project_may_go_by_a_path_with_links(string scope, string project, bool matches)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["data/work/shop"]);
        Directory.CreateSymbolicLink(folder["work"], "data/work");
        Directory.CreateSymbolicLink(folder["nested"], folder["work"]);
        Directory.CreateSymbolicLink(folder["circle"], "circle");

        var policy = Reading.Read($$$"""{"budgets":[{"name":"a","period":"day","scope":{"project":"{{{folder[scope]}}}"},"maxTurns":1}]}""");

        Assert.Equal(matches, policy.Budgets[0].Scope.Matches(new Context(folder[project], null, null, null, null)));
    }

    [Fact]
    public void A_budget_has_a_name_a_period_a_scope_and_limits()
    {
        var policy = Reading.Read("""
            {"budgets":[
              {"name":"daily","period":"day","maxSpendUSD":20,"warnAt":[0.8,0.5]},
              {"name":"notes","period":"month","scope":{"project":"/home/ada/*","branch":"main","model":"claude-opus-*","skill":"release-notes","agent":"scout"},
               "enforcement":"post-hoc","maxTokensIn":{"value":9},"maxTurns":{"value":3,"enforcement":"fail-fast"}},
              {"name":"short","period":"session","maxWallTimeSeconds":60},{"name":"w","period":"week","maxTurns":1},{"name":"t","period":"total","maxTurns":1}]}
            """);

        Assert.Equal($"daily/maxSpendUSD=20{Pico} fail-fast, notes/maxTokensIn=9 post-hoc, notes/maxTurns=3 fail-fast, short/maxWallTimeSeconds=60 fail-fast, w/maxTurns=1 fail-fast, t/maxTurns=1 fail-fast", Reading.Limits(policy));
        Assert.Equal([BudgetPeriod.Day, BudgetPeriod.Month, BudgetPeriod.Session, BudgetPeriod.Week, BudgetPeriod.Total], policy.Budgets.Select(budget => budget.Period));
        Assert.Equal(new Scope("/home/ada/*", "main", "claude-opus-*", "release-notes", "scout"), policy.Budgets[1].Scope);
        Assert.True(policy.Budgets[0].Scope.IsEverything);
        Assert.Equal([0.5m, 0.8m], policy.Budgets[0].WarnAt);
    }

    [Fact]
    public void The_limits_block_comes_first_wherever_it_stands()
    {
        var policy = Reading.Read("""{"budgets":[{"name":"d","period":"day","maxTurns":1}],"limits":{"maxTurns":2,"warnAt":[0.9]}}""");

        Assert.Equal("maxTurns=2 fail-fast, d/maxTurns=1 fail-fast", Reading.Limits(policy));
        Assert.Equal([0.9m], policy.Budgets[0].WarnAt);
    }

    [Fact]
    public void What_is_not_set_has_the_default_that_is_documented()
    {
        var policy = Reading.Read("{}");

        Assert.False(policy.FailsClosed);
        Assert.False(policy.EnforcesUnpriced);
        Assert.True(policy.CountsCacheReads);
        Assert.True(policy.Protects);
        Assert.Empty(policy.ProtectedPaths);
        Assert.Empty(policy.Budgets);
        Assert.Empty(policy.Prices);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var policy = Reading.Read("""{"$schema":"policy.schema.json","onError":"closed","onUnpriced":"enforce","basis":"highest","cacheReads":"ignore","protect":false}""");
        Assert.True(policy.FailsClosed);
        Assert.True(policy.EnforcesUnpriced);
        Assert.False(policy.CountsCacheReads);
        Assert.Equal(SpendBasis.Highest, policy.Basis);
        Assert.False(policy.Protects);

        var other = Reading.Read("""{"onError":"open","onUnpriced":"advisory","basis":"transcript","cacheReads":"count","protect":["secrets","~/.ssh"]}""");
        Assert.False(other.FailsClosed || other.EnforcesUnpriced || !other.CountsCacheReads);
        Assert.True(other.Protects);
        Assert.Equal(SpendBasis.Transcript, other.Basis);
        Assert.Equal(["secrets", "~/.ssh"], other.ProtectedPaths);
    }

    [Fact]
    public void Prices_are_taken_from_a_users_policy_and_refused_in_a_projects()
    {
        const string Json = """{"pricing":{"overrides":[{"model":"my-model","input":3,"output":15}]}}""";

        var price = Assert.Single(Reading.Read(Json).Prices);
        Assert.Equal(("my-model", 3_000_000L), (price.Model!, price.Input!.Value));
        Assert.Single(Reading.Read(Json, PolicySource.Managed).Prices);
        Assert.Contains("$.pricing: a project cannot change prices", Assert.Single(Reading.Errors(Json, PolicySource.Project)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_may_begin_with_a_byte_order_mark() => Assert.Equal("maxTurns=1 fail-fast", Reading.Limits(Reading.Read("\uFEFF{\"limits\":{\"maxTurns\":1}}")));

    [Fact]
    public void Keys_written_with_escapes_are_the_same_keys() => Assert.Equal("maxTurns=1 fail-fast", Reading.Limits(Reading.Read("""{"limi\u0074s":{"max\u0054urns":1}}""")));

    [Fact]
    public void Of_an_aflock_file_the_limits_are_read_and_the_rest_is_its_own()
    {
        var json = Encoding.UTF8.GetBytes("""{"version":"1","identity":{"x":[null]},"onError":"perhaps","limits":{"maxSpendUSD":{"value":10.0,"enforcement":"fail-fast"},"maxTurns":{"value":50,"enforcement":"post-hoc"}}}""");

        var (policy, errors) = PolicyReader.Read(json, "/p/.aflock", PolicySource.Project, onlyLimits: true);

        Assert.Empty(errors);
        Assert.Equal($"maxSpendUSD=10{Pico} fail-fast, maxTurns=50 post-hoc", Reading.Limits(policy!));
        Assert.False(policy!.FailsClosed);
        Assert.Contains("$.limits.maxTurn: unknown key", Assert.Single(PolicyReader.Read("""{"limits":{"maxTurn":1}}"""u8.ToArray(), "/p/.aflock", PolicySource.Project, onlyLimits: true).Errors), StringComparison.Ordinal);
    }
}
