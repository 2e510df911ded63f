using System.Globalization;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Prices;

/// <summary>A price in words.</summary>
internal static class PriceExplanation
{
    public static void Write(TextWriter output, string id, long at, Price price, Pricer pricer)
    {
        var day = Timestamp.ToDateTimeOffset(at).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        if (price.Model is not { } model)
        {
            output.WriteLine($"{id} is unpriced: {price.Unpriced.Describe()} ({pricer.Table.Version}).");
            output.WriteLine("Its tokens are counted, its cost is not guessed. Give it a price in config.json (pricing.overrides), or with `bursar pricing import`.");
            return;
        }

        output.WriteLine(id == model.Id ? $"{id} at {day}" : $"{id} is {model.Id}, at {day}");
        if (price.Period is not { } period)
        {
            output.WriteLine($"  unpriced: {price.Unpriced.Describe()}; there are prices {string.Join(", ", model.Periods.Select(Span))}");
            return;
        }

        output.WriteLine($"  period      {Span(period)}");
        output.WriteLine($"  standard    {Describe(period.Rates)}");
        if (period.LongPrompt is { } tier)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  long prompt {Describe(tier.Rates)}; the whole request, once its prompt (input, cache write and read) is above {tier.Above:#,0} tokens"));
        }

        var fast = model.Fast.FirstOrDefault(candidate => candidate.Covers(at));
        if (fast is not null)
        {
            output.WriteLine($"  fast mode   {Describe(fast.Rates)}; {Span(fast)}");
        }

        if (!price.Factor.IsOne)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  × {price.Factor.ToDecimal():0.##}       regional endpoint, on all tokens"));
        }

        if (price.Factor.IsOne && pricer.Table.HasRegionalEndpoints && !model.Regional.IsOne)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  × {model.Regional.ToDecimal():0.##}       on responses of Bedrock and Vertex AI, on all tokens (pricing.endpoints is regional)"));
        }

        if (!model.GeoUs.IsOne)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  × {model.GeoUs.ToDecimal():0.##}       when inference_geo is us, on all tokens"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  × {pricer.Table.Batch.ToDecimal():0.##}       when service_tier is batch, on all tokens"));
        output.WriteLine($"  source      {model.Source}; table of {pricer.Table.Version}");
    }

    internal static string Span(PricePeriod period) => (period.From, period.Until) switch
    {
        (null, null) => "at all times",
        ({ } from, null) => $"from {from:yyyy-MM-dd} on",
        (null, { } until) => $"until {until:yyyy-MM-dd}",
        ({ } from, { } until) => $"from {from:yyyy-MM-dd} until {until:yyyy-MM-dd}",
    };

    private static string Describe(Rates rates) =>
        $"input {Dollars(rates.Input)}, output {Dollars(rates.Output)}, cache write {Dollars(rates.CacheWrite5m)} (5m) {Dollars(rates.CacheWrite1h)} (1h), cache read {Dollars(rates.CacheRead)} per million tokens";

    private static string Dollars(long rate) => "$" + ((decimal)rate / Money.PerTokenOfDollarPerMillion).ToString("0.00####", CultureInfo.InvariantCulture);
}
