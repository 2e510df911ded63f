using System.Globalization;
using System.Text.Json;
using Bursar.Cli.Rendering;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Prices;

/// <summary>The JSON of <c>bursar pricing</c>; rates are USD per million tokens.</summary>
internal static class PricingJson
{
    public static void Table(Utf8JsonWriter json, PriceTable table)
    {
        json.WriteString("version", table.Version);
        json.WriteString("unit", "USD per million tokens");
        json.WriteNumber("webSearchPer1000", Money.ToDollars(table.WebSearch) * 1000);
        json.WriteNumber("batch", table.Batch.ToDecimal());
        json.WriteStartArray("models");
        foreach (var model in table.Models)
        {
            json.WriteStartObject();
            json.WriteString("id", model.Id);
            json.WriteString("family", model.Family);
            json.WriteString("source", model.Source);
            Periods(json, "periods", model.Periods);
            Periods(json, "fast", model.Fast);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Check(Utf8JsonWriter json, string id, long at, Price price)
    {
        json.WriteString("id", id);
        json.WriteString("at", JsonOutput.Instant(Timestamp.ToDateTimeOffset(at)));
        json.WriteString("model", price.Model?.Id);
        json.WriteBoolean("priced", price.IsKnown);
        json.WriteString("reason", price.IsKnown ? null : price.Unpriced.Describe());
        if (price.Period is { } period)
        {
            json.WriteString("source", price.Model!.Source);
            json.WriteNumber("factor", price.Factor.ToDecimal());
            json.WritePropertyName("period");
            Period(json, period);
        }
    }

    private static void Periods(Utf8JsonWriter json, string name, IReadOnlyList<PricePeriod> periods)
    {
        json.WriteStartArray(name);
        foreach (var period in periods)
        {
            Period(json, period);
        }

        json.WriteEndArray();
    }

    private static void Period(Utf8JsonWriter json, PricePeriod period)
    {
        json.WriteStartObject();
        json.WriteString("from", period.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("until", period.Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        PriceTableJson.WriteRates(json, period.Rates);
        if (period.LongPrompt is { } tier)
        {
            json.WriteStartObject("longPrompt");
            json.WriteNumber("above", tier.Above);
            PriceTableJson.WriteRates(json, tier.Rates);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
