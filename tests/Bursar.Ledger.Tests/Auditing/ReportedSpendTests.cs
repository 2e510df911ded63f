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

    /// <summary>
    /// Sessions grow, are looked at by status lines, end with a total and go on, in any order; asked at any moment, what is kept says the same
    /// as what is worked out anew, and both say what the responses say one by one.
    /// </summary>
    [Fact]
    public void What_is_kept_of_each_session_is_never_another_than_what_its_lines_say()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            using var machine = new Machine();
            string[] sessions = ["a", "b", "c"];
            var lines = sessions.ToDictionary(session => session, _ => new List<Line>(), StringComparer.Ordinal);
            var clock = Instant(1, 0);
            for (var step = 0; step < 12; step++)
            {
                clock += random.Next(1, 6) * 3600 * Timestamp.PerSecond;
                var session = sessions[random.Next(sessions.Length)];
                var look = random.Next(3) == 0;
                if (!look)
                {
                    // Some responses come late, some have no time, and some are a subagent's.
                    var at = random.Next(5) == 0 ? clock - (7 * 3600 * Timestamp.PerSecond) : clock;
                    var line = random.Next(4) == 0
                        ? Line.Of("cost-state").Set("totalCostUSD", random.Next(6) / 4m)
                        : Line.Assistant($"msg_{session}_{random.Next(8)}").Output(random.Next(1, 40) * 1000).At(random.Next(9) == 0 ? null : Timestamp.ToDateTimeOffset(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
                    lines[session].Add(Machine.Stamp(line, session));
                    if (random.Next(4) == 0)
                    {
                        machine.Subagent(session, "x", Line.Assistant($"msg_sub_{session}_{step}").Sidechain("x").Output(3000).At(Timestamp.ToDateTimeOffset(clock).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)));
                    }

                    machine.Session(session, [.. lines[session]]);
                    machine.Ingest();
                }

                using var ledger = LedgerStore.Open(machine.LedgerPath);
                ledger.Transact(() =>
                {
                    if (look)
                    {
                        Look(ledger, session, random.Next(12) / 4m, clock);
                    }

                    if (random.Next(2) == 0 || step == 11)
                    {
                        long[] begins = [long.MinValue, Instant(1, 0), Instant(2, 0), clock];
                        string Asked() => string.Join(' ', begins.Select(since => Judge.Sum(ReportedSpend.Since(ledger, since, long.MaxValue), Scope.Everything).ReportedExtra));
                        var kept = Asked();
                        ledger.Database.Execute("DELETE FROM reported_extras");
                        Assert.True(Asked() == kept, $"seed {seed}, step {step}");
                        Assert.All(sessions, one => Assert.True(OneByOne(ledger, one) == ReportedSpend.Extra(ledger, one), $"seed {seed}, step {step}, session {one}"));
                    }

                    return 0;
                });
            }
        }
    }

    /// <summary>The total less all responses that it can know: until it was told, or until its line when others are behind that.</summary>
    private static Int128? OneByOne(LedgerStore ledger, string session)
    {
        if (ReportedTotals.Find(ledger, session) is not { } total)
        {
            return null;
        }

        var id = ledger.Names.Find(session) ?? -1;
        var until = total.Source == ReportedSource.StatusLine ? total.At!.Value
            : ledger.Database.Scalar($"SELECT count(*) FROM responses WHERE session = {id} AND line > {total.Line} AND file = (SELECT id FROM files WHERE path = '{total.Path}')") == 0 ? long.MaxValue
            : ledger.Database.Scalar($"SELECT coalesce(max(at), {long.MinValue + 1}) FROM responses WHERE session = {id} AND line < {total.Line} AND file = (SELECT id FROM files WHERE path = '{total.Path}')");
        return total.Own - ledger.Database.Scalar($"SELECT coalesce(sum(cost), 0) FROM responses WHERE session = {id} AND (at IS NULL OR at <= {until})");
    }
}
