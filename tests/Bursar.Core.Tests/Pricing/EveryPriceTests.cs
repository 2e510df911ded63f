using Bursar.Pricing;

namespace Bursar.Tests.Pricing;

/// <summary>Every model, period, tier and speed of the facts, each priced and worked out by hand.</summary>
public sealed class EveryPriceTests
{
    public static TheoryData<string> Models => [.. Facts.Models.Select(model => model.Id)];

    private static FactModel Model(string id) => Facts.Models.Single(model => model.Id == id);

    [Fact]
    public void The_table_has_the_28_models_of_the_facts_and_no_others()
    {
        Assert.Equal(28, Facts.Models.Count);
        Assert.Equal(Facts.Models.Select(model => model.Id).Order(StringComparer.Ordinal), PriceTable.Embedded().Models.Select(model => model.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Is_priced_by_the_period_its_time_falls_in(string id)
    {
        foreach (var period in Model(id).Periods)
        {
            Assert.All(Bills.Within(period), at => Bills.Costs(Bills.ByHand(period.Rates, Bills.Small), Bills.Price(id, at, Bills.Small)));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Has_no_price_outside_of_its_periods(string id)
    {
        var periods = Model(id).Periods;

        if (periods[0].From is { } from)
        {
            Assert.Equal(Unpriced.NoPriceAtDate, Bills.Price(id, from.AddMicroseconds(-1), Bills.Small).Unpriced);
        }

        Assert.Null(periods[^1].Until);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_long_prompt_costs_more_strictly_above_the_threshold_and_as_a_whole(string id)
    {
        foreach (var period in Model(id).Periods.Concat(Model(id).Fast))
        {
            var speed = Model(id).Fast.Contains(period) ? "fast" : null;
            foreach (var at in Bills.Within(period))
            {
                var threshold = period.Above ?? 200_000;
                Bills.Costs(Bills.ByHand(period.Rates, Bills.Prompt(threshold)), Bills.Price(id, at, Bills.Prompt(threshold), speed: speed));
                Bills.Costs(Bills.ByHand(period.Long ?? period.Rates, Bills.Prompt(threshold + 1)), Bills.Price(id, at, Bills.Prompt(threshold + 1), speed: speed));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Fast_mode_has_its_own_dated_rates(string id)
    {
        foreach (var period in Model(id).Fast)
        {
            Assert.All(Bills.Within(period), at => Bills.Costs(Bills.ByHand(period.Rates, Bills.Small), Bills.Price(id, at, Bills.Small, speed: "fast")));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void After_fast_mode_ended_the_standard_rate_counts(string id)
    {
        if (Model(id).Fast is [.., { Until: { } end }])
        {
            Bills.Costs(Bills.ByHand(Model(id).Periods[^1].Rates, Bills.Small), Bills.Price(id, end, Bills.Small, speed: "fast"));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_without_fast_mode_is_not_guessed(string id)
    {
        if (Model(id).Fast.Length == 0)
        {
            Assert.Equal(Unpriced.NoFastRate, Bills.Price(id, Bills.Within(Model(id).Periods[^1]).Last(), Bills.Small, speed: "fast").Unpriced);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_modifier_alone_and_together(string id)
    {
        var model = Model(id);
        foreach (var period in model.Periods.Concat(model.Fast))
        {
            var speed = model.Fast.Contains(period) ? "fast" : "standard";
            var at = Bills.Within(period).Last();
            var usage = Bills.Small with { WebSearches = 3 };
            Bills.Costs(Bills.ByHand(period.Rates, usage), Bills.Price(id, at, usage, "standard", speed, "global"));
            Bills.Costs(Bills.ByHand(period.Rates, usage), Bills.Price(id, at, usage, "priority", speed, "eu"));
            Bills.Costs(Bills.ByHand(period.Rates, usage, 0.5m), Bills.Price(id, at, usage, "batch", speed));
            Bills.Costs(Bills.ByHand(period.Rates, usage, model.Geo), Bills.Price(id, at, usage, null, speed, "us"));
            Bills.Costs(Bills.ByHand(period.Rates, usage, 0.5m * model.Geo), Bills.Price(id, at, usage, "batch", speed, "us"));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Cache_rates_follow_from_the_input_rate(string id)
    {
        // 3 Haiku's list prices are rounded.
        if (id == "claude-3-haiku")
        {
            return;
        }

        foreach (var rates in Model(id).Periods.Concat(Model(id).Fast).SelectMany(period => new[] { period.Rates, period.Long }).OfType<FactRates>())
        {
            Assert.Equal(rates.Input * 1.25m, rates.CacheWrite5m);
            Assert.Equal(rates.Input * 2, rates.CacheWrite1h);
            Assert.Contains(rates.CacheRead / rates.Input, (decimal[])[0.1m, 0.05m, 0.025m]);
        }
    }
}
