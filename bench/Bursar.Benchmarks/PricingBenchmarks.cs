using BenchmarkDotNet.Attributes;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Benchmarks;

/// <summary>The price of one response, and of one by a model's other name with modifiers.</summary>
public class PricingBenchmarks
{
    private static readonly Usage s_usage = new() { Input = 12, Output = 80, CacheWrite5m = 300, CacheRead = 20_000 };

    private readonly Pricer _pricer = new(PriceTable.Embedded());
    private readonly long _at = Timestamp.Of(new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero));

    [Benchmark(Baseline = true)]
    public Price Plain() => _pricer.Price("claude-opus-4-8", _at, s_usage);

    [Benchmark]
    public Price WithModifiers() => _pricer.Price("us.anthropic.claude-opus-4-8-v1:0", _at, s_usage, "batch", "standard", "us");

    [Benchmark]
    public Price Unknown() => _pricer.Price("a-model-of-ours", _at, s_usage);
}
