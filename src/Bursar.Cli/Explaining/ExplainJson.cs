using System.Text.Json;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Explaining;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Explaining;

/// <summary>The JSON of <c>bursar explain</c>.</summary>
internal static class ExplainJson
{
    public static void Write(Utf8JsonWriter json, string? session, Explanation explanation, IReadOnlyList<ExplainedPass> listed, PriceTable table)
    {
        json.WriteString("session_id", session);
        json.WriteString("prices", table.Version);
        json.WriteNumber("cost_usd", JsonOutput.Dollars(explanation.Cost));
        json.WriteNumber("rows", explanation.Passes.Count);
        json.WriteNumber("rows_listed", listed.Count);
        json.WriteStartArray("models");
        foreach (var model in explanation.Models)
        {
            json.WriteStartObject();
            json.WriteString("model", model.Model);
            json.WriteNumber("rows", model.Passes.Count);
            json.WriteNumber("unpriced_rows", model.Unpriced);
            Tokens(json, model.Sum);
            json.WriteNumber("cost_usd", JsonOutput.Dollars(model.Cost));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("responses");
        foreach (var entry in listed)
        {
            json.WriteStartObject();
            Row(json, entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Row(Utf8JsonWriter json, ExplainedPass entry)
    {
        var pass = entry.Pass;
        json.WriteString("key", pass.Key);
        json.WriteNumber("part", pass.Part);
        json.WriteString("session_id", pass.Session);
        json.WriteString("file", pass.File);
        json.WriteNumber("line", pass.Line);
        JsonOutput.Instant(json, "at", pass.At is { } at ? Timestamp.ToDateTimeOffset(at) : null);
        json.WriteString("agent", pass.Agent);
        json.WriteBoolean("is_final", pass.IsFinal);
        json.WriteString("model", pass.Model);
        json.WriteString("service_tier", pass.ServiceTier);
        json.WriteString("speed", pass.Speed);
        json.WriteString("inference_geo", pass.InferenceGeo);
        Tokens(json, counter => counter(pass.Usage));
        Price(json, entry);
        json.WriteStartArray("products");
        foreach (var product in entry.Working?.Products ?? [])
        {
            json.WriteStartObject();
            json.WriteString("kind", ExplainText.Key(product.Kind));
            json.WriteNumber("count", product.Count);
            json.WriteNumber("usd_each", JsonOutput.Dollars(product.Rate));
            json.WriteNumber("usd", JsonOutput.Dollars(product.Pico));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("modifiers");
        foreach (var modifier in entry.Working?.Modifiers ?? [])
        {
            json.WriteStartObject();
            json.WriteString("name", modifier.Name);
            json.WriteNumber("factor", modifier.Factor.ToDecimal());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Dollars(json, "tokens_usd", entry.Working?.Tokens);
        Dollars(json, "modified_tokens_usd", entry.Working?.ModifiedTokens);
        Dollars(json, "web_searches_usd", entry.Working?.WebSearches);
        Dollars(json, "cost_usd", entry.Pass.Cost);
    }

    private static void Price(Utf8JsonWriter json, ExplainedPass entry)
    {
        json.WriteString("unpriced_reason", entry.Price.IsKnown ? null : entry.Price.Unpriced.Describe());
        if (entry.Price.Period is not { } period)
        {
            json.WriteNull("price");
            return;
        }

        json.WriteStartObject("price");
        json.WriteString("model", entry.Price.Model!.Id);
        json.WriteString("from", ExplainText.Day(period.From));
        json.WriteString("until", ExplainText.Day(period.Until));
        json.WriteString("origin", ExplainText.Word(entry.Price.Model.Origin));
        json.WriteString("source", entry.Price.Model.Source);
        json.WriteString("mode", entry.Price.IsFast ? "fast" : "standard");
        if (entry.Price.IsLongPrompt)
        {
            json.WriteNumber("long_prompt_above", period.LongPrompt!.Above);
        }
        else
        {
            json.WriteNull("long_prompt_above");
        }

        json.WriteEndObject();
    }

    private static void Tokens(Utf8JsonWriter json, Func<Func<Usage, long>, long> sum)
    {
        json.WriteNumber("input_tokens", sum(usage => usage.Input));
        json.WriteNumber("output_tokens", sum(usage => usage.Output));
        json.WriteNumber("cache_creation_5m_tokens", sum(usage => usage.CacheWrite5m));
        json.WriteNumber("cache_creation_1h_tokens", sum(usage => usage.CacheWrite1h));
        json.WriteNumber("cache_read_input_tokens", sum(usage => usage.CacheRead));
        json.WriteNumber("web_search_requests", sum(usage => usage.WebSearches));
    }

    private static void Dollars(Utf8JsonWriter json, string name, Int128? pico)
    {
        if (pico is { } value)
        {
            json.WriteNumber(name, JsonOutput.Dollars(value));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
