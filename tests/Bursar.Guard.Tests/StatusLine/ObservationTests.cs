using System.Text.Json.Nodes;
using Bursar.Ledger;
using Bursar.Ledger.Observing;

namespace Bursar.Guard.Tests.StatusLine;

/// <summary>What is kept of the client's own account.</summary>
public sealed class ObservationTests
{
    [Fact]
    public void The_clients_total_is_kept_to_the_last_digit_it_gave()
    {
        using var home = new GuardedHome();
        var began = home.Clock.Now;
        Look(home, "0.10000000000000001", 1_000);
        home.Clock.Now += TimeSpan.FromMinutes(1);
        Look(home, "0.123456789012", 61_000);

        var seen = Assert.Single(Seen(home));
        Assert.Equal((Transcripts.Timestamp.Of(began), Transcripts.Timestamp.Of(home.Clock.Now)), (seen.FirstSeen, seen.LastSeen));
        Assert.Equal((100_000_000_000, 123_456_789_012), (seen.FirstCost, seen.Last.Cost));
        Assert.Equal(new ClientAccount(123_456_789_012, 61_000, 9_000, "2.1.197", "claude-opus-4-8"), seen.Last);
    }

    [Fact]
    public void A_total_that_falls_begins_a_new_count()
    {
        using var home = new GuardedHome();
        Look(home, "1.5", 600_000);
        home.Clock.Now += TimeSpan.FromMinutes(1);
        Look(home, "0.25", 30_000);
        home.Clock.Now += TimeSpan.FromMinutes(1);
        Look(home, "0.5", 90_000);

        Assert.Equal([(1_500_000_000_000, 1_500_000_000_000), (250_000_000_000, 500_000_000_000)], Seen(home).Select(seen => (seen.FirstCost, seen.Last.Cost)));
    }

    [Fact]
    public void A_process_that_has_spent_more_by_now_is_told_by_its_time()
    {
        using var home = new GuardedHome();
        Look(home, "0.1", 600_000);
        home.Clock.Now += TimeSpan.FromMinutes(1);
        Look(home, "0.2", 30_000);

        Assert.Equal([100_000_000_000, 200_000_000_000], Seen(home).Select(seen => seen.Last.Cost));
    }

    [Fact]
    public void A_line_that_comes_late_is_no_new_count()
    {
        using var home = new GuardedHome();
        Look(home, "1.5", 600_000);
        Look(home, "1.4", 599_000);

        Assert.Equal(1_500_000_000_000, Assert.Single(Seen(home)).Last.Cost);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e7")]
    [InlineData("1e999")]
    [InlineData("\"0.5\"")]
    [InlineData("null")]
    [InlineData("{\"total_cost_usd\":1}")]
    public void A_total_that_cannot_be_is_not_kept(string total)
    {
        using var home = new GuardedHome();
        Look(home, total, 1_000);

        Assert.Empty(Seen(home));
    }

    [Fact]
    public void A_plans_windows_are_kept_when_they_change()
    {
        using var home = new GuardedHome();
        void See(decimal used) => home.Line(input => input["rate_limits"] = new JsonObject { ["five_hour"] = new JsonObject { ["used_percentage"] = used, ["resets_at"] = 1795190400 }, ["seven_day"] = new JsonObject { ["used_percentage"] = 41.25 } });
        See(23.5m);
        See(23.5m);
        See(24);

        using var ledger = LedgerStore.OpenReadOnly(home.Environment.Paths.Ledger)!;
        Assert.Equal([24_000, 23_500], PlanLimits.Read(ledger, "five_hour", 10).Select(limit => limit.Used));
        Assert.Equal(new PlanLimit("seven_day", Transcripts.Timestamp.Of(home.Clock.Now), 41_250, null), Assert.Single(PlanLimits.Read(ledger, "seven_day", 10)));
    }

    [Fact]
    public void A_line_that_finds_nothing_new_writes_nothing()
    {
        using var home = new GuardedHome();
        home.Responds();
        home.Line();
        using var open = LedgerStore.Open(home.Environment.Paths.Ledger);
        home.Line();
        var log = new FileInfo(home.Environment.Paths.Ledger + "-wal");
        var before = (log.Length, log.LastWriteTimeUtc);

        home.Line(input => input["cost"]!["total_duration_ms"] = 70_000);

        log.Refresh();
        Assert.Equal(before, (log.Length, log.LastWriteTimeUtc));
    }

    private static void Look(GuardedHome home, string total, long duration) =>
        home.Line(input => input["cost"] = JsonNode.Parse($$"""{"total_cost_usd":{{total}},"total_duration_ms":{{duration}},"total_api_duration_ms":9000}"""));

    private static IReadOnlyList<Observation> Seen(GuardedHome home)
    {
        using var ledger = LedgerStore.OpenReadOnly(home.Environment.Paths.Ledger)!;
        return Observations.OfSession(ledger, GuardedHome.Session);
    }
}
