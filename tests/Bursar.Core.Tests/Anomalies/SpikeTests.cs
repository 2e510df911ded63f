using Bursar.Anomalies;
using Bursar.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Anomalies;

public sealed class SpikeTests
{
    private static List<Finding> Find(params double[] dollars) =>
        [.. Spikes.Find(dollars.Select((amount, i) => new AmountSpent("session", "session", $"s{i:000}", $"s{i:000}", null, i, i, (Int128)(amount * Money.PerDollar), 1)), FindingKind.Spike, 10, Spikes.LeastDollars)];

    [Fact]
    public void A_session_of_ten_times_the_usual_is_found_with_what_was_usual()
    {
        var spike = Assert.Single(Find(2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 25));

        Assert.Equal(("s010", Severity.Critical), (spike.Subject, spike.Severity));
        Assert.InRange((double)Money.ToDollars(spike.ExpectedCost!.Value), 2, 3);
    }

    [Fact]
    public void Too_few_before_it_a_small_amount_and_a_history_that_swings_are_no_reason()
    {
        Assert.Empty(Find(2, 3, 2, 3, 2, 3, 2, 3, 2, 25));
        Assert.Empty(Find(0.02, 0.03, 0.02, 0.03, 0.02, 0.03, 0.02, 0.03, 0.02, 0.03, 0.9));
        Assert.Empty(Find(0.5, 20, 1, 40, 2, 15, 0.3, 60, 4, 30, 25));
    }

    [Fact]
    public void A_wild_one_in_the_history_hides_no_later_one() => Assert.Equal(["s010", "s014"], Find(2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 200, 2, 3, 2, 30).Select(spike => spike.Subject));

    [Fact]
    public void What_comes_later_changes_nothing_that_was_found_and_neither_does_the_scale() => Prop.ForAll(ArbMap.Default.ArbFor<(byte[] First, byte[] Later)>(), given =>
    {
        var first = given.First.Select(value => 1.0 + value).ToArray();
        var found = Find(first).Select(spike => spike.Subject).ToList();

        Assert.Equal(found, Find([.. first, .. given.Later.Select(value => (double)value)]).Select(spike => spike.Subject).Take(found.Count));
        Assert.Equal(found, Find([.. first.Select(value => value * 1024)]).Select(spike => spike.Subject));
    }).Check(Seeded.Config(300));
}
