using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Tests.Pricing;

/// <summary>Prices that stand at an edge, worked out by hand from the price page.</summary>
public sealed class PriceEdgeTests
{
    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);

    private static readonly Usage MillionRead = new() { CacheRead = 1_000_000 };

    [Fact]
    public void Sonnet_5_5s_cache_reads_became_cheaper_at_midnight_of_UTC()
    {
        Bills.Costs(0.2m, Bills.Price("claude-sonnet-5-5", At("2026-10-06T23:59:59.999999Z"), MillionRead));
        Bills.Costs(0.1m, Bills.Price("claude-sonnet-5-5", At("2026-10-07T00:00:00Z"), MillionRead));
        Bills.Costs(0.2m, Bills.Price("claude-sonnet-5-5", At("2026-10-07T01:00:00+02:00"), MillionRead));
    }

    [Fact]
    public void Haiku_5_5_costs_five_times_as_much_above_100k_with_cache_and_output()
    {
        var at = At("2026-11-01T00:00:00Z");

        Bills.Costs(0.0106m, Bills.Price("claude-haiku-5-5", at, new Usage { Input = 60_000, CacheRead = 10_000, CacheWrite5m = 20_000, CacheWrite1h = 10_000 }));
        Bills.Costs((100_001 * 0.5m / 1_000_000m) + (202 * 2.5m / 1_000_000m), Bills.Price("claude-haiku-5-5", at, new Usage { Input = 100_001, Output = 202 }));
    }

    [Fact]
    public void A_long_prompt_of_Sonnet_4_5_cost_double_until_the_tier_ended()
    {
        var usage = new Usage { Input = 1, CacheRead = 200_000 };

        Bills.Costs((6m / 1_000_000m) + (200_000 * 0.6m / 1_000_000m), Bills.Price("claude-sonnet-4-5", At("2026-04-29T23:59:59Z"), usage));
        Bills.Costs((3m / 1_000_000m) + (200_000 * 0.3m / 1_000_000m), Bills.Price("claude-sonnet-4-5", At("2026-04-30T00:00:00Z"), usage));
    }

    [Fact]
    public void Web_searches_cost_a_cent_each_and_no_modifier_touches_them()
    {
        Bills.Costs(0.07m, Bills.Price("claude-opus-4-8", At("2026-11-01T00:00:00Z"), new Usage { WebSearches = 7 }, "batch", null, "us"));
    }

    [Fact]
    public void A_regional_endpoint_and_the_us_geo_are_one_surcharge()
    {
        var usage = new Usage { Input = 1_000_000 };

        Bills.Costs(5.5m, Bills.Price("us.anthropic.claude-opus-4-8", At("2026-11-01T00:00:00Z"), usage, null, null, "us"));
    }

    [Fact]
    public void Without_a_time_only_a_price_that_never_changed_is_known()
    {
        Bills.Costs(0.015m, Bills.Price("claude-opus-4-1", null, new Usage { Input = 1000 }));
        Assert.Equal(Unpriced.NoTimestamp, Bills.Price("claude-sonnet-4", null, Bills.Small).Unpriced);
    }

    [Fact]
    public void Without_a_time_fast_mode_that_ended_is_not_guessed()
    {
        // Opus 4.7: 30 USD until 2026-07-24, the standard 5 USD after it.
        Assert.Equal(Unpriced.NoTimestamp, Bills.Price("claude-opus-4-7", null, Bills.Small, speed: "fast").Unpriced);
    }

    [Fact]
    public void The_largest_counters_that_are_read_can_be_priced()
    {
        var usage = new Usage { Input = Usage.MaxCount, Output = Usage.MaxCount, CacheRead = Usage.MaxCount, CacheWrite5m = Usage.MaxCount, CacheWrite1h = Usage.MaxCount };

        foreach (var model in Facts.Models)
        {
            Assert.True(Bills.Price(model.Id, At("2026-11-12T00:00:00Z"), usage, null, model.Fast.Length > 0 ? "fast" : null, "us").IsKnown);
        }
    }

    [Fact]
    public void The_largest_number_of_searches_that_is_read_can_be_priced()
    {
        var read = Bursar.Tests.Transcripts.Reading.Of(Line.Assistant("msg_1").WebSearches(Usage.MaxCount), Line.Assistant("msg_2"));

        Assert.All(read.Responses, response => Assert.True(Bills.Price(response.Model!, At("2026-11-12T00:00:00Z"), response.Usage).IsKnown));
    }

    [Fact]
    public void No_model_is_no_price() => Assert.Equal(Unpriced.NoModel, new Pricer(PriceTable.Embedded()).Price(null, 0, Bills.Small).Unpriced);
}
