using Bursar.Guard.Human;
using Bursar.Guard.Verifying;
using Bursar.Ledger;
using Bursar.Policy;

namespace Bursar.Guard.Tests.Human;

/// <summary>A human's override holds for its time and its target, and no longer.</summary>
public sealed class AllowanceTests
{
    private const string TwoTurns = """{"limits":{"maxTurns":2}}""";

    private static string Allow(GuardedHome home, string? session, string? budget, LimitKind kind, long amount, TimeSpan time)
    {
        using var ledger = LedgerStore.Open(home.Environment.Paths.Ledger);
        return Allowance.Grant(ledger, home.Environment, session, budget, [(kind, amount)], time);
    }

    private static bool IsStopped(GuardedHome home) => home.Ask("UserPromptSubmit", json => json["prompt"] = "go on")?["decision"]?.GetValue<string>() == "block";

    private static Verification Verify(GuardedHome home)
    {
        using var ledger = LedgerStore.Open(home.Environment.Paths.Ledger);
        return Verification.Run(ledger, home.Environment, GuardedHome.Session, given: null, folder: null)!;
    }

    [Fact]
    public void It_ends_when_its_time_is_over()
    {
        using var home = new GuardedHome(TwoTurns);
        home.Responds();
        home.Responds();
        Assert.True(IsStopped(home));

        Assert.Equal("A human allowed this session 3 turns more, until 2026-11-20 14:00.", Allow(home, GuardedHome.Session, null, LimitKind.Turns, 3, TimeSpan.FromHours(2)));
        Assert.False(IsStopped(home));
        home.Clock.Now += TimeSpan.FromMinutes(119);
        Assert.False(IsStopped(home));
        Assert.Equal(5, home.State()["limits"]![0]!["value"]!.GetValue<int>());

        home.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(IsStopped(home));
        Assert.Equal(2, home.State()["limits"]![0]!["value"]!.GetValue<int>());
    }

    [Fact]
    public void It_is_used_up_like_a_limit()
    {
        using var home = new GuardedHome(TwoTurns);
        home.Responds();
        home.Responds();
        Allow(home, GuardedHome.Session, null, LimitKind.Turns, 1, TimeSpan.FromDays(1));
        Assert.False(IsStopped(home));

        home.Responds();
        Assert.True(IsStopped(home));
    }

    [Theory]
    [InlineData("another-session", null, LimitKind.Turns)]
    [InlineData(null, "daily", LimitKind.Turns)]
    [InlineData(GuardedHome.Session, null, LimitKind.ToolCalls)]
    public void It_raises_nothing_but_its_own_target(string? session, string? budget, LimitKind kind)
    {
        using var home = new GuardedHome(TwoTurns);
        home.Responds();
        home.Responds();
        Assert.True(IsStopped(home));

        Allow(home, session, budget, kind, 100, TimeSpan.FromDays(1));

        Assert.True(IsStopped(home));
    }

    [Fact]
    public void What_was_done_with_it_passes_verification_when_it_is_over()
    {
        using var home = new GuardedHome(TwoTurns);
        home.Responds();
        home.Responds();
        IsStopped(home);
        Allow(home, GuardedHome.Session, null, LimitKind.Turns, 3, TimeSpan.FromMinutes(10));
        home.Responds();
        IsStopped(home);
        home.Clock.Now += TimeSpan.FromDays(2);

        Assert.True(Verify(home).Passes);
    }

    [Fact]
    public void A_budgets_allowance_of_another_day_lets_no_session_pass()
    {
        using var home = new GuardedHome("""{"budgets":[{"name":"daily","period":"day","maxTurns":2}]}""");
        home.Responds();
        home.Responds();
        IsStopped(home);
        Assert.False(Verify(home).Passes);

        home.Clock.Now -= TimeSpan.FromDays(3);
        Allow(home, null, "daily", LimitKind.Turns, 100, TimeSpan.FromHours(1));
        Assert.False(Verify(home).Passes);

        home.Clock.Now += TimeSpan.FromDays(3);
        Allow(home, null, "daily", LimitKind.Turns, 100, TimeSpan.FromHours(1));
        Assert.True(Verify(home).Passes);
    }

    [Fact]
    public void It_is_in_the_journal()
    {
        using var home = new GuardedHome(TwoTurns);
        var said = Allow(home, null, "daily", LimitKind.Spend, 5_000_000_000_000, TimeSpan.FromHours(2));

        using var ledger = LedgerStore.Open(home.Environment.Paths.Ledger);
        var entry = Assert.Single(Ledger.Guarding.Journal.Read(ledger, null, long.MinValue, 10));
        Assert.Equal((said, Ledger.Guarding.JournalKind.Override), (entry.Message, entry.Kind));
        Assert.Equal("A human allowed the budget 'daily' $5.00 more, until 2026-11-20 14:00.", said);
    }
}
