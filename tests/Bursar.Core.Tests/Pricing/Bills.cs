using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Tests.Pricing;

/// <summary>The product's price beside one worked out by hand in decimals.</summary>
internal static class Bills
{
    public static readonly Usage Small = new() { Input = 1_009, Output = 2_003, CacheWrite5m = 3_001, CacheWrite1h = 4_007, CacheRead = 5_003 };

    private static readonly Pricer Pricer = new(PriceTable.Embedded());

    public static Price Price(string model, DateTimeOffset? at, Usage usage, string? tier = null, string? speed = null, string? geo = null) =>
        Pricer.Price(model, at is { } instant ? Timestamp.Of(instant) : null, usage, tier, speed, geo);

    public static decimal ByHand(FactRates rates, Usage usage, decimal factor = 1) =>
        (((usage.Input * rates.Input) + (usage.Output * rates.Output) + (usage.CacheWrite5m * rates.CacheWrite5m) + (usage.CacheWrite1h * rates.CacheWrite1h) + (usage.CacheRead * rates.CacheRead))
        / 1_000_000m * factor) + (usage.WebSearches * 10m / 1000m);

    public static void Costs(decimal dollars, Price price)
    {
        Assert.Equal(Unpriced.None, price.Unpriced);
        Assert.Equal(dollars, Money.ToDollars(price.Pico));
    }

    /// <summary>The first, a middle and the last microsecond of a period.</summary>
    public static IEnumerable<DateTimeOffset> Within(FactPeriod period)
    {
        var first = period.From ?? new DateTimeOffset(2024, 3, 5, 0, 0, 0, TimeSpan.Zero);
        var last = (period.Until ?? new DateTimeOffset(2027, 6, 1, 0, 0, 0, TimeSpan.Zero)).AddMicroseconds(-1);
        return [first, first + ((last - first) / 2), last];
    }

    /// <summary>A prompt of exactly so many tokens, of every kind.</summary>
    public static Usage Prompt(long tokens) => new() { Input = tokens - 90_000, CacheRead = 50_000, CacheWrite5m = 30_000, CacheWrite1h = 10_000, Output = 777 };
}
