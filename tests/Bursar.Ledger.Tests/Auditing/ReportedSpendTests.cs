using Bursar.Ledger;
using Bursar.Ledger.Auditing;
using Bursar.Ledger.Observing;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Tests.Auditing;

/// <summary>What limits that go by the client's own total count beside the transcripts.</summary>
public sealed class ReportedSpendTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private static long Instant(int day, int hour) => Timestamp.Of(new DateTimeOffset(2026, 11, day, hour, 0, 0, TimeSpan.Zero));

    private T Ask<T>(Func<LedgerStore, T> ask)
    {
        _machine.Ingest();
        using var ledger = LedgerStore.Open(_machine.LedgerPath);
        return ledger.Transact(() => ask(ledger));
    }

    private static void Look(LedgerStore ledger, string session, decimal cost, long at) =>
        Observations.Note(ledger, session, new ClientAccount((long)(cost * Money.PerDollar), null, null, null, null), at);

    [Fact]
    public void A_total_told_before_the_last_responses_does_not_hide_them()
    {
        _machine.Session("s", Line.Assistant("msg_a").Input(200_000), Line.Of("cost-state").Set("totalCostUSD", 1.25), Line.Assistant("msg_b").Input(400_000).At("2026-11-01T12:00:00Z"));

        Assert.Equal(0.25m, Money.ToDollars(Ask(ledger => ReportedSpend.Extra(ledger, "s"))!.Value));
    }

    [Fact]
    public void A_status_lines_total_is_held_against_the_responses_it_can_know()
    {
        _machine.Session("s", Line.Assistant("msg_a").Input(200_000), Line.Assistant("msg_b").Input(400_000).At("2026-11-01T12:00:00Z"));

        Assert.Equal(-0.5m, Money.ToDollars(Ask(ledger =>
        {
            Look(ledger, "s", 0.5m, Instant(1, 11));
            return ReportedSpend.Extra(ledger, "s");
        })!.Value));
        Assert.Null(Ask(ledger => ReportedSpend.Extra(ledger, "other")));
    }

    [Fact]
    public void In_a_period_only_what_is_more_counts_on_the_day_of_the_sessions_last_response()
    {
        _machine.Session("more", Line.Assistant("msg_a").Input(200_000));
        _machine.Session("less", Line.Assistant("msg_b").Input(200_000));
        _machine.Session("untold", Line.Assistant("msg_c").Input(200_000));

        Assert.Equal("0.5 0 0 0.5", Ask(ledger =>
        {
            Look(ledger, "more", 1.5m, Instant(1, 11));
            Look(ledger, "less", 0.5m, Instant(1, 11));
            decimal Sum(long since, long until) => Money.ToDollars(Judge.Sum(ReportedSpend.Since(ledger, since, until), Scope.Everything).ReportedExtra);
            return FormattableString.Invariant($"{Sum(Instant(1, 0), long.MaxValue):0.##} {Sum(Instant(2, 0), long.MaxValue):0.##} {Sum(long.MinValue, Instant(1, 0)):0.##} {Sum(long.MinValue, long.MaxValue):0.##}");
        }));
    }
}
