using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bursar.Guard;
using Bursar.Ledger.Reports;
using Bursar.Policy;

namespace Bursar.Cli.Rendering;

/// <summary>The documented JSON (docs/json.md): ccusage's keys where it has them, ours beside them.</summary>
internal static class JsonOutput
{
    private const int FullBuffer = 12 * 1024;

    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Terminal terminal, Action<Utf8JsonWriter> write) => Write(terminal.RawOut(), write);

    /// <summary>What <see cref="Write(Terminal, Action{Utf8JsonWriter})"/> would print.</summary>
    public static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        Write(stream, write);
        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void Write(Stream stream, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        stream.Write("\n"u8);
    }

    /// <summary>Between the rows of a long list: what is ready goes out, else the writer's buffer doubles until it holds all.</summary>
    public static void EndRow(Utf8JsonWriter json)
    {
        if (json.BytesPending > FullBuffer)
        {
            json.Flush();
        }
    }

    /// <summary>The counters of a row or of totals.</summary>
    public static void Counters(Utf8JsonWriter json, UsageSums sums)
    {
        json.WriteNumber("inputTokens", sums.Input);
        json.WriteNumber("outputTokens", sums.Output);
        json.WriteNumber("cacheCreationTokens", sums.CacheWrite);
        json.WriteNumber("cacheReadTokens", sums.CacheRead);
        json.WriteNumber("totalTokens", sums.Total);
        json.WriteNumber("totalCost", Dollars(sums.Cost));
        json.WriteNumber("cacheCreation5mTokens", sums.CacheWrite5m);
        json.WriteNumber("cacheCreation1hTokens", sums.CacheWrite1h);
        json.WriteNumber("webSearchRequests", sums.WebSearches);
        json.WriteNumber("messages", sums.Messages);
        json.WriteNumber("turns", sums.Turns);
        json.WriteBoolean("isFloor", sums.IsFloor);
        json.WriteNumber("unfinishedMessages", sums.Unfinished);
        json.WriteNumber("unpricedTokens", sums.UnpricedTokens);
        json.WriteString("usageSource", "transcript");
        json.WriteBoolean("costMeasured", !sums.HasUnpriced);
    }

    public static void Models(Utf8JsonWriter json, IReadOnlyList<ModelUsage> models)
    {
        json.WriteStartArray("modelsUsed");
        foreach (var model in models)
        {
            json.WriteStringValue(model.Model);
        }

        json.WriteEndArray();
        json.WriteStartArray("modelBreakdowns");
        foreach (var (model, sums) in models)
        {
            json.WriteStartObject();
            json.WriteString("modelName", model);
            json.WriteNumber("inputTokens", sums.Input);
            json.WriteNumber("outputTokens", sums.Output);
            json.WriteNumber("cacheCreationTokens", sums.CacheWrite);
            json.WriteNumber("cacheReadTokens", sums.CacheRead);
            json.WriteNumber("cost", Dollars(sums.Cost));
            json.WriteNumber("cacheCreation5mTokens", sums.CacheWrite5m);
            json.WriteNumber("cacheCreation1hTokens", sums.CacheWrite1h);
            json.WriteNumber("messages", sums.Messages);
            json.WriteNumber("unpricedTokens", sums.UnpricedTokens);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Unpriced(json, models);
    }

    public static void Unpriced(Utf8JsonWriter json, IReadOnlyList<ModelUsage> models)
    {
        json.WriteStartArray("unpricedModels");
        foreach (var model in models.Where(model => model.Sums.HasUnpriced))
        {
            json.WriteStringValue(model.Model ?? "(none)");
        }

        json.WriteEndArray();
    }

    public static void Totals(Utf8JsonWriter json, Report report)
    {
        json.WriteStartObject("totals");
        Counters(json, report.Totals);
        Unpriced(json, report.Models);
        json.WriteEndObject();
    }

    public static void Instant(Utf8JsonWriter json, string name, DateTimeOffset? instant) => UsageJson.Instant(json, name, instant);

    public static string Instant(DateTimeOffset instant) => UsageJson.Instant(instant);

    public static decimal Dollars(Int128 pico) => Amount.Number(LimitKind.Spend, pico);
}
