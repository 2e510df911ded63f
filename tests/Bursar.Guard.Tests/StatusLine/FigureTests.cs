using System.Text.Json.Nodes;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Rollups;

namespace Bursar.Guard.Tests.StatusLine;

/// <summary>The figures on the line. A response of 100,000 tokens in and 20,000 out costs 1 USD with Opus 4.8.</summary>
public sealed class FigureTests
{
    [Fact]
    public void Before_the_first_response_the_clients_own_figure_stands_in_and_is_marked()
    {
        using var home = new GuardedHome();

        Assert.Equal("Opus 4.8 · ~$0.50 · $0.00 today", Lines.Plain(home.Line()));
    }

    [Fact]
    public void The_sessions_cost_includes_its_subagents_and_counts_each_byte_once()
    {
        using var home = new GuardedHome();
        home.Responds(100_000, 20_000);
        home.Responds(100_000, 20_000, agent: "a1");

        Assert.StartsWith("Opus 4.8 · $2.00 · $2.00 today", Lines.Plain(home.Line()), StringComparison.Ordinal);
        home.Responds(100_000, 20_000);
        home.Line();
        Assert.StartsWith("Opus 4.8 · $3.00 · $3.00 today", Lines.Plain(home.Line()), StringComparison.Ordinal);
    }

    [Fact]
    public void Yesterday_is_not_today()
    {
        using var home = new GuardedHome();
        home.Responds(100_000, 20_000);
        home.Clock.Now += TimeSpan.FromDays(1);
        home.Responds(100_000, 20_000);

        Assert.StartsWith("Opus 4.8 · $2.00 · $1.00 today", Lines.Plain(home.Line()), StringComparison.Ordinal);
    }

    [Fact]
    public void New_prices_hold_at_once_though_nothing_else_is_new()
    {
        using var home = new GuardedHome();
        home.Responds(100_000, 20_000);
        home.Line();

        home.Variables["BURSAR_PRICE_OPUS_INPUT"] = "15";

        Assert.StartsWith("Opus 4.8 · $2.00 · $2.00 today", Lines.Plain(home.Line()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_without_a_price_is_marked()
    {
        using var home = new GuardedHome();
        home.Responds(100_000, 20_000);
        home.Responds(10, 10, model: "unheard-of-9");

        Assert.StartsWith("Opus 4.8 · $1.00? · $1.00? today", Lines.Plain(home.Line()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_was_never_written_to_the_end_makes_the_sum_a_floor()
    {
        using var home = new GuardedHome();
        home.Responds(100_000, 20_000);
        File.WriteAllText(home.Transcript, File.ReadAllText(home.Transcript).Replace("\"tool_use\",\"content\"", "null,\"content\"", StringComparison.Ordinal));

        Assert.StartsWith("Opus 4.8 · ≥$1.00 · ≥$1.00 today", Lines.Plain(home.Line()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_nearest_limit_is_the_one_of_which_the_largest_share_is_used()
    {
        using var home = new GuardedHome("""{"limits":{"maxSpendUSD":10,"maxTokensOut":25000},"budgets":[{"name":"daily","period":"day","maxSpendUSD":1.5}]}""");
        home.Responds(100_000, 20_000);
        home.Ask("PostToolUse");

        Assert.Contains("· 5,000 tokens out left of 25k ·", Lines.Plain(home.Line()), StringComparison.Ordinal);
        home.Policy = """{"limits":{"maxSpendUSD":10},"budgets":[{"name":"daily","period":"day","maxSpendUSD":1.5}]}""";
        using var other = new GuardedHome("""{"limits":{"maxSpendUSD":10},"budgets":[{"name":"daily","period":"day","maxSpendUSD":1.5}]}""");
        other.Responds(100_000, 20_000);
        Assert.Contains("· $0.50 left of $1.50 today ·", Lines.Plain(other.Line()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_of_something_else_is_not_near()
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":10},"budgets":[{"name":"scouts","period":"day","scope":{"agent":"scout"},"maxSpendUSD":1},{"name":"notes","period":"session","scope":{"skill":"notes"},"maxTurns":4}]}""");
        home.Responds(100_000, 20_000, agent: "a1");
        home.Responds();

        Assert.Contains("· 9 turns left of 10 ·", Lines.Plain(home.Line()), StringComparison.Ordinal);
        home.Responds(skill: "notes");
        home.Responds(skill: "notes");
        Assert.Contains("· 2 turns left of 4 (notes) ·", Lines.Plain(home.Line()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_stops_nothing_is_marked_as_advice()
    {
        using var home = new GuardedHome("""{"limits":{"maxSpendUSD":1}}""");
        home.Variables.Remove("ANTHROPIC_API_KEY");
        home.Responds(100_000, 20_000);

        Assert.Contains("\e[1;31m$0 left of $1, advisory\e[0m", home.Line(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_cannot_be_read_is_said()
    {
        using var home = new GuardedHome("{");

        Assert.Contains("\e[1;31mpolicy cannot be read\e[0m", home.Line(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(74, "\e[32m26 turns left of 100\e[0m")]
    [InlineData(75, "\e[33m25 turns left of 100\e[0m")]
    [InlineData(90, "\e[31m10 turns left of 100\e[0m")]
    [InlineData(100, "\e[1;31m0 turns left of 100\e[0m")]
    public void The_colour_tells_how_near_it_is(int turns, string expected)
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":100}}""");
        for (var i = 0; i < turns; i++)
        {
            home.Responds();
        }

        Assert.Contains(expected, home.Line(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_burn_is_that_of_the_last_hour_by_the_hour()
    {
        using var home = new GuardedHome();
        home.Responds(100_000, 20_000);
        Assert.EndsWith("· $12.00/h", Lines.Plain(home.Line()), StringComparison.Ordinal);

        home.Clock.Now += TimeSpan.FromMinutes(30);
        Assert.EndsWith("· $2.00/h", Lines.Plain(home.Line()), StringComparison.Ordinal);

        home.Clock.Now += TimeSpan.FromMinutes(60);
        home.Responds(100_000, 20_000);
        Assert.EndsWith("· $1.00/h", Lines.Plain(home.Line()), StringComparison.Ordinal);

        home.Clock.Now += TimeSpan.FromHours(2);
        Assert.DoesNotContain("/h", Lines.Plain(home.Line()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_changes_nothing_of_what_the_guard_knows()
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":10}}""");
        home.Responds();
        home.Line();

        using var ledger = LedgerStore.OpenReadOnly(home.Environment.Paths.Ledger)!;
        Assert.Null(new GuardBook(ledger).Find(GuardedHome.Session));
        Assert.Empty(PinnedPolicies.Read(ledger, GuardedHome.Session));
        Assert.False(Directory.Exists(home.Environment.Paths.Sessions));
    }

    [Fact]
    public void While_another_program_writes_the_line_says_what_is_there_and_no_more_than_that()
    {
        using var home = new GuardedHome();
        home.Responds(100_000, 20_000);
        home.Line();
        home.Responds(100_000, 20_000);
        using var other = LedgerStore.Open(home.Environment.Paths.Ledger);

        var line = other.Transact(() => home.Line());

        Assert.StartsWith("Opus 4.8 · ≥$1.00 · ≥$1.00 today", Lines.Plain(line), StringComparison.Ordinal);
        Assert.Empty(FailureLog.Read(home.Environment.Paths));
        Assert.StartsWith("Opus 4.8 · $2.00 · $2.00 today", Lines.Plain(home.Line()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_has_the_guards_figures()
    {
        using var home = new GuardedHome("""{"limits":{"maxToolCalls":10}}""");
        for (var i = 0; i < 4; i++)
        {
            Assert.True(home.Allows(home.Responds()));
        }

        var state = home.State()["limits"]!.AsArray().Single()!;
        Assert.Equal(6, state["remaining"]!.GetValue<int>());
        Assert.Contains("· 6 tool calls left of 10 ·", Lines.Plain(home.Line()), StringComparison.Ordinal);
    }
}
