using Bursar.Pricing;
using Bursar.Transcripts;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Pricing;

/// <summary>The products that explain a cost, against the cost.</summary>
public sealed class WorkingTests
{
    private static readonly PriceTable Table = PriceTable.Embedded();

    private static Gen<long> Count => Gen.OneOf(Gen.Constant(0L), Gen.Choose(1, 5_000).Select(n => (long)n), Gen.Choose(150_000, 1_000_000_000).Select(n => (long)n));

    private static Gen<string> Model => Gen.Elements(Table.Models.ToArray()).SelectMany(model => Gen.Elements("", "us.anthropic.", "global.anthropic.").Select(prefix => prefix + model.Id));

    private static Gen<Usage> Usage => Gen.ArrayOf(Count, 6).Select(n => new Usage { Input = n[0], Output = n[1], CacheWrite5m = n[2], CacheWrite1h = n[3], CacheRead = n[4], WebSearches = n[5] % 1000 });

    private static Gen<(string Model, long At, Usage Usage, string? Tier, string? Speed, string? Geo)> Any =>
        from model in Model
        from usage in Usage
        from day in Gen.Choose(0, 1_000)
        from tier in Gen.Elements<string?>(null, "batch", "priority")
        from speed in Gen.Elements<string?>(null, "fast")
        from geo in Gen.Elements<string?>(null, "us", "eu")
        select (model, Timestamp.Of(new DateTimeOffset(2024, 3, 5, 0, 0, 0, TimeSpan.Zero).AddDays(day)), usage, tier, speed, geo);

    [Fact]
    public void The_products_and_modifiers_make_the_cost_to_the_last_digit()
    {
        var priced = 0;
        var pricer = new Pricer(Table);
        Check.One(Seeded.Config(3_000), Prop.ForAll(Any.ToArbitrary(), any =>
        {
            var price = pricer.Price(any.Model, any.At, any.Usage, any.Tier, any.Speed, any.Geo);
            if (price.IsKnown)
            {
                priced++;
                var working = PriceWorking.Of(price, any.Usage, Table, any.Model, any.Tier, any.Geo);
                Assert.Equal(price.Pico, working.Total);
                Assert.Equal(price.Factor.ToDecimal(), working.Modifiers.Aggregate(1m, (factor, modifier) => factor * modifier.Factor.ToDecimal()));
            }
        }));
        Assert.True(priced > 500, $"only {priced} had a price");
    }

    [Fact]
    public void A_regional_endpoint_and_us_inference_are_one_surcharge_and_batch_another()
    {
        var usage = new Usage { Input = 1_000, WebSearches = 2 };
        var price = Bills.Price("us.anthropic.claude-sonnet-4-5-20250929-v1:0", new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero), usage, "batch", geo: "us");
        var working = PriceWorking.Of(price, usage, Table, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "batch", "us");

        Assert.Equal(["regional endpoint", "batch"], working.Modifiers.Select(modifier => modifier.Name));
        Assert.Equal(0.003m, Money.ToDollars(working.Tokens));
        Assert.Equal(0.00165m, Money.ToDollars(working.ModifiedTokens));
        Assert.Equal(0.02165m, Money.ToDollars(working.Total));
    }
}
