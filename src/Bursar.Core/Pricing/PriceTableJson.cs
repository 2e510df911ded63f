using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bursar.Pricing;

/// <summary>The JSON form of a price table, ours and the one that <c>bursar pricing import</c> writes.</summary>
public static class PriceTableJson
{
    /// <summary>No price came near 1,000 USD per million tokens; above it, sums could overflow.</summary>
    public const decimal MaxRate = 1_000;

    private static readonly string[] RateNames = ["input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead"];

    /// <param name="json">UTF-8 text.</param>
    /// <param name="where">The file, for messages.</param>
    public static PriceTable Parse(ReadOnlyMemory<byte> json, string where)
    {
        try
        {
            var root = JsonElement.Parse(json.Span);
            var found = root.GetProperty("models");
            var models = new List<ModelPrices>(found.GetArrayLength());
            var at = new Place(where);
            foreach (var model in found.EnumerateArray())
            {
                models.Add(Model(model, at.Of("models", models.Count)));
            }

            return PriceTable.Create(
                root.GetProperty("version").GetString() ?? "",
                models,
                root.TryGetProperty("webSearchPer1000", out var search) ? SearchRate(search.GetDecimal(), where) : 0,
                Multiplier(root, "batch", at));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw UserError.BadInput($"{where}: not a price table: {e.Message}", "Delete the file, or write it again with `bursar pricing import FILE`.", e);
        }
    }

    private static ModelPrices Model(JsonElement json, Place where) => new(Required(json, "id", where), Text(json, "family") ?? "")
    {
        Aliases = Texts(json, "aliases"),
        ProviderIds = Texts(json, "providerIds"),
        GeoUs = Multiplier(json, "geoUs", where),
        Regional = Multiplier(json, "regional", where),
        Periods = Periods(json, "periods", where),
        Fast = Periods(json, "fast", where),
        Source = Text(json, "source") ?? Sources(json),
    };

    private static string Sources(JsonElement json)
    {
        var count = json.TryGetProperty("sources", out var sources) ? sources.GetInt32() : 0;
        var official = json.TryGetProperty("official", out var flag) && flag.GetBoolean();
        return $"{(official ? "official price page" : "public tables")}, {count} source{(count == 1 ? "" : "s")}";
    }

    private static List<PricePeriod> Periods(JsonElement json, string name, Place where)
    {
        if (!json.TryGetProperty(name, out var found))
        {
            return [];
        }

        var periods = new List<PricePeriod>(found.GetArrayLength());
        foreach (var period in found.EnumerateArray())
        {
            periods.Add(Period(period, where.Of(name, periods.Count)));
        }

        return periods;
    }

    private static PricePeriod Period(JsonElement json, Place where) => new(Day(json, "from"), Day(json, "until"), ReadRates(json, where),
        json.TryGetProperty("longPrompt", out var tier) ? new LongPrompt(tier.GetProperty("above").GetInt64(), ReadRates(tier, where.Of("longPrompt"))) : null);

    private static Rates ReadRates(JsonElement json, Place where) => new(
        ReadRate(json, RateNames[0], where), ReadRate(json, RateNames[1], where), ReadRate(json, RateNames[2], where), ReadRate(json, RateNames[3], where), ReadRate(json, RateNames[4], where));

    private static long ReadRate(JsonElement json, string name, Place where) => json.GetProperty(name).GetDecimal() is var rate && IsRate(rate) ? ToPico(rate) : Rate(rate, where.Of(name).ToString());

    private static bool IsRate(decimal perMillion) => perMillion is >= 0 and <= MaxRate;

    private static long ToPico(decimal perMillion) => (long)Math.Round(perMillion * Money.PerTokenOfDollarPerMillion);

    /// <summary>USD per million tokens to picodollars per token; refuses what no price can be.</summary>
    public static long Rate(decimal perMillion, string where)
    {
        if (!IsRate(perMillion))
        {
            throw UserError.BadInput($"{where}: {perMillion.ToString(CultureInfo.InvariantCulture)} is not a price; expected 0 to {MaxRate} USD per million tokens.", "Correct it there; `bursar pricing` shows the prices in force.");
        }

        return ToPico(perMillion);
    }

    private static Factor Multiplier(JsonElement json, string name, Place where) => json.TryGetProperty(name, out var value) ? Factor.From(value.GetDecimal(), where.Of(name)) : Factor.One;

    private static long SearchRate(decimal per1000, string where) => per1000 is >= 0 and <= MaxRate
        ? (long)(per1000 * (Money.PerDollar / 1000))
        : throw UserError.BadInput($"{where}.webSearchPer1000: {per1000.ToString(CultureInfo.InvariantCulture)} is not a price; expected 0 to {MaxRate} USD per 1,000 searches.");

    private static string Required(JsonElement json, string name, Place where) =>
        Text(json, name) is { Length: > 0 } text ? text : throw UserError.BadInput($"{where}: `{name}` is missing.");

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string[] Texts(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var found))
        {
            return [];
        }

        var texts = new string[found.GetArrayLength()];
        var count = 0;
        foreach (var text in found.EnumerateArray())
        {
            texts[count++] = text.GetString() ?? throw new FormatException($"{name} holds a null");
        }

        return texts;
    }

    private static DateOnly? Day(JsonElement json, string name) =>
        Text(json, name) is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    /// <summary>Where a value stands. Every hook reads the table, and only a fault in it needs the words.</summary>
    private sealed record Place(string Name, int? Index = null, Place? Outer = null)
    {
        public Place Of(string name, int? index = null) => new(name, index, this);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Outer}{(Outer is null ? "" : Outer.Outer is null ? ": " : ".")}{Name}{(Index is { } i ? $"[{i}]" : "")}");
    }

    /// <summary>Writes models in the form that <see cref="Parse"/> reads.</summary>
    public static string Write(string version, IEnumerable<ModelPrices> models)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("version", version);
            json.WriteString("unit", "USD per million tokens");
            json.WriteStartArray("models");
            foreach (var model in models)
            {
                WriteModel(json, model);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteModel(Utf8JsonWriter json, ModelPrices model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Id);
        json.WriteString("family", model.Family);
        json.WriteString("source", model.Source);
        if (!model.GeoUs.IsOne)
        {
            json.WriteNumber("geoUs", model.GeoUs.ToDecimal());
        }

        if (!model.Regional.IsOne)
        {
            json.WriteNumber("regional", model.Regional.ToDecimal());
        }

        WriteTexts(json, "aliases", model.Aliases);
        WritePeriods(json, "periods", model.Periods);
        WritePeriods(json, "fast", model.Fast);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WritePeriods(Utf8JsonWriter json, string name, IReadOnlyList<PricePeriod> periods)
    {
        if (periods.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var period in periods)
        {
            json.WriteStartObject();
            WriteDay(json, "from", period.From);
            WriteDay(json, "until", period.Until);
            WriteRates(json, period.Rates);
            if (period.LongPrompt is { } tier)
            {
                json.WriteStartObject("longPrompt");
                json.WriteNumber("above", tier.Above);
                WriteRates(json, tier.Rates);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDay(Utf8JsonWriter json, string name, DateOnly? day)
    {
        if (day is { } value)
        {
            json.WriteString(name, value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
    }

    public static void WriteRates(Utf8JsonWriter json, Rates rates)
    {
        ReadOnlySpan<long> values = [rates.Input, rates.Output, rates.CacheWrite5m, rates.CacheWrite1h, rates.CacheRead];
        for (var i = 0; i < values.Length; i++)
        {
            json.WriteNumber(RateNames[i], (decimal)values[i] / Money.PerTokenOfDollarPerMillion);
        }
    }
}
