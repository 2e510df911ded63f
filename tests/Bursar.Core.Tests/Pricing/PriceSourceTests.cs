using System.Text;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Tests.Pricing;

/// <summary>The user's own prices win over the table; what is no price is refused by name.</summary>
public sealed class PriceSourceTests : IDisposable
{
    private static readonly long November = Timestamp.Of(new DateTimeOffset(2026, 11, 12, 0, 0, 0, TimeSpan.Zero));
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private PriceTable Load(params (string Name, string Value)[] environment) =>
        PriceSources.Load(new BursarPaths(_folder.Path, _folder.Path, _folder.Path), name => environment.FirstOrDefault(variable => variable.Name == name).Value);

    private void Configure(string overrides) => _folder.Write("config.json", Encoding.UTF8.GetBytes("{\"pricing\":{\"overrides\":[" + overrides + "]}}"));

    private static decimal Cost(PriceTable table, string model, Usage usage, string? speed = null)
    {
        var price = new Pricer(table).Price(model, November, usage, null, speed);
        Assert.Equal(Unpriced.None, price.Unpriced);
        return Money.ToDollars(price.Pico);
    }

    [Theory]
    [InlineData("OPUS", "claude-opus-4-8")]
    [InlineData("SONNET", "claude-sonnet-5-5")]
    [InlineData("HAIKU", "claude-haiku-5-5")]
    [InlineData("FABLE", "claude-fable-5-2")]
    [InlineData("MYTHOS", "claude-mythos-5-2")]
    public void Every_variable_changes_its_own_rate_and_no_other(string family, string model)
    {
        var kinds = new (string Kind, Usage Usage)[]
        {
            ("INPUT", new Usage { Input = 1_000_000 }), ("OUTPUT", new Usage { Output = 1_000_000 }), ("CACHE_WRITE_5M", new Usage { CacheWrite5m = 1_000_000 }),
            ("CACHE_WRITE_1H", new Usage { CacheWrite1h = 1_000_000 }), ("CACHE_READ", new Usage { CacheRead = 1_000_000 }),
        };
        foreach (var (kind, _) in kinds)
        {
            var table = Load(($"BURSAR_PRICE_{family}_{kind}", "77.125"));

            Assert.All(kinds, other => Assert.Equal(other.Kind == kind, Cost(table, model, other.Usage) == 77.125m));
            Assert.NotEqual(77.125m, Cost(table, family == "OPUS" ? "claude-sonnet-5-5" : "claude-opus-4-8", kinds[0].Usage));
        }
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("-1")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("∞")]
    [InlineData("three")]
    [InlineData("3 USD")]
    [InlineData("$3")]
    [InlineData("3,75")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData(" ")]
    [InlineData("1e30")]
    [InlineData("1001")]
    [InlineData("999999999999999999999999999999999999")]
    public void What_is_no_price_is_refused_and_the_variable_named(string value)
    {
        foreach (var name in (string[])["BURSAR_PRICE_OPUS_INPUT", "BURSAR_PRICE_SONNET_OUTPUT", "BURSAR_PRICE_HAIKU_CACHE_READ", "BURSAR_PRICE_FABLE_CACHE_WRITE_1H", "BURSAR_PRICE_MYTHOS_CACHE_WRITE_5M"])
        {
            var error = Assert.Throws<UserError>(() => Load((name, value)));

            Assert.Equal(ExitCode.BadInput, error.Code);
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("3.75", 3.75)]
    [InlineData("1e2", 100)]
    [InlineData("1000", 1000)]
    [InlineData("+5", 5)]
    public void A_price_is_a_plain_number(string value, double expected) =>
        Assert.Equal((decimal)expected, Cost(Load(("BURSAR_PRICE_OPUS_INPUT", value)), "claude-opus-4-8", new Usage { Input = 1_000_000 }));

    [Fact]
    public void The_environment_wins_over_the_configuration_and_that_over_the_import()
    {
        _folder.Write("prices.json", Encoding.UTF8.GetBytes("""{"version":"mine","models":[{"id":"claude-opus-4-8","family":"opus","periods":[{"input":1,"output":1,"cacheWrite5m":1,"cacheWrite1h":1,"cacheRead":1}]}]}"""));
        var all = new Usage { Input = 1_000_000, Output = 1_000_000, CacheRead = 1_000_000 };

        Assert.Equal(3m, Cost(Load(), "claude-opus-4-8", all));
        Configure("""{"model":"claude-opus-4-8","input":2,"output":2}""");
        Assert.Equal(5m, Cost(Load(), "claude-opus-4-8", all));
        Assert.Equal(12m, Cost(Load(("BURSAR_PRICE_OPUS_OUTPUT", "9")), "claude-opus-4-8", all));
    }

    [Fact]
    public void An_override_holds_for_every_period_tier_and_speed_of_a_model()
    {
        Configure("""{"model":"anthropic.claude-haiku-5-5","input":2},{"family":"fable","input":3}""");

        Assert.Equal(2m, Cost(Load(), "claude-haiku-5-5", new Usage { Input = 1_000_000 }));
        Assert.Equal(3m, Cost(Load(), "claude-fable-5-2", new Usage { Input = 1_000_000 }, "fast"));
    }

    [Fact]
    public void A_model_of_the_users_own_needs_input_and_output()
    {
        Configure("""{"model":"my-model","input":4,"output":8}""");
        Assert.Equal(4m + 8m + 5m + 8m + 0.4m, Cost(Load(), "my-model", new Usage { Input = 1_000_000, Output = 1_000_000, CacheWrite5m = 1_000_000, CacheWrite1h = 1_000_000, CacheRead = 1_000_000 }));

        Configure("""{"model":"my-model","input":4}""");
        Assert.Contains("my-model", Assert.Throws<UserError>(() => Load()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"claude-opus-4-8","input":-1}""", "input")]
    [InlineData("""{"model":"claude-opus-4-8","output":"3"}""", "output")]
    [InlineData("""{"model":"claude-opus-4-8","cacheRead":1e999}""", "cacheRead")]
    [InlineData("""{"model":"claude-opus-4-8","cacheWrite5m":1001}""", "cacheWrite5m")]
    [InlineData("""{"model":"claude-opus-4-8","cacheWrite1h":null}""", "cacheWrite1h")]
    [InlineData("""{"model":"claude-opus-4-8","inptu":3}""", "inptu")]
    [InlineData("""{"input":3}""", "model")]
    [InlineData("""{"model":"claude-opus-4-8","family":"opus","input":3}""", "model")]
    [InlineData("""{"model":"claude-opus-4-8","input":NaN}""", "config.json")]
    [InlineData("""7""", "config.json")]
    public void A_bad_override_in_the_configuration_is_refused_and_named(string entry, string named)
    {
        Configure(entry);

        var error = Assert.Throws<UserError>(() => Load());

        Assert.Equal(ExitCode.BadInput, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("config.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_changes_with_every_price_and_with_nothing_else()
    {
        var fingerprints = new[]
        {
            Load().Fingerprint, Load(("BURSAR_PRICE_OPUS_INPUT", "3")).Fingerprint, Load(("BURSAR_PRICE_OPUS_INPUT", "3.000001")).Fingerprint,
            Load(("BURSAR_PRICE_OPUS_OUTPUT", "3")).Fingerprint, Load(("BURSAR_PRICE_SONNET_INPUT", "3")).Fingerprint,
        };

        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
        Assert.Equal(Load(("BURSAR_PRICE_OPUS_INPUT", "3")).Fingerprint, Load(("BURSAR_PRICE_OPUS_INPUT", "3.0")).Fingerprint);
    }

    [Theory]
    [InlineData(null, "bedrock", 5)]
    [InlineData("global", "bedrock", 5)]
    [InlineData("regional", "bedrock", 5.5)]
    [InlineData("regional", "vertex", 5.5)]
    [InlineData("regional", null, 5)]
    [InlineData("regional", "us", 5.5)]
    public void A_cloud_platforms_endpoints_are_regional_by_the_users_word(string? endpoints, string? geo, decimal dollars)
    {
        if (endpoints is not null)
        {
            _folder.Write("config.json", Encoding.UTF8.GetBytes($$$"""{"pricing":{"endpoints":"{{{endpoints}}}"}}"""));
        }

        var table = Load();
        var price = new Pricer(table).Price("claude-opus-4-8", November, new Usage { Input = 1_000_000 }, inferenceGeo: geo);

        Assert.Equal(dollars, Money.ToDollars(price.Pico));
        Assert.Equal(dollars, Money.ToDollars(PriceWorking.Of(price, new Usage { Input = 1_000_000 }, table, "claude-opus-4-8", null, geo).Total));
        Assert.Equal(endpoints is "regional", table.Fingerprint != PriceSources.Load(new BursarPaths(_folder["x"], _folder["x"], _folder["x"]), _ => null).Fingerprint);
    }

    [Fact]
    public void A_regional_id_of_a_cloud_platform_pays_the_surcharge_once()
    {
        _folder.Write("config.json", """{"pricing":{"endpoints":"regional","overrides":[{"model":"claude-opus-4-8","input":10}]}}"""u8.ToArray());

        Assert.Equal(11m, Money.ToDollars(new Pricer(Load()).Price("us.anthropic.claude-opus-4-8", November, new Usage { Input = 1_000_000 }, inferenceGeo: "bedrock").Pico));
    }

    [Theory]
    [InlineData("\"Regional\"")]
    [InlineData("true")]
    [InlineData("null")]
    public void Other_words_for_endpoints_are_refused(string word)
    {
        _folder.Write("config.json", Encoding.UTF8.GetBytes($$$"""{"pricing":{"endpoints":{{{word}}}}}"""));

        Assert.Contains("pricing.endpoints: expected global or regional", Assert.Throws<UserError>(() => Load()).Message, StringComparison.Ordinal);
    }
}
