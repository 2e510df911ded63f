using System.Text.Json;
using Bursar.Ledger.Phases;
using Bursar.Ledger.Reports;
using Bursar.Policy;

namespace Bursar.Guard.Phases;

/// <summary>Phases as JSON (docs/json.md): what <c>bursar phase</c>, <c>bursar phases --json</c> and MCP give.</summary>
public static class PhasesJson
{
    private const int RatioDigits = 6;
    private const double MaxRatio = 1e15;

    /// <summary>The members of a report: <c>phases</c>, the rest among them, and <c>totals</c>.</summary>
    public static void Write(Utf8JsonWriter json, PhaseReport report)
    {
        json.WriteStartArray("phases");
        foreach (var phase in report.Phases)
        {
            json.WriteStartObject();
            Write(json, phase);
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteNull("name");
        Counters(json, report.Rest, report.Rest, report.RestModels);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("totals");
        Counters(json, "", report.Totals);
        UsageJson.WriteModels(json, report.Models);
        Doubts(json, report.Totals, report.Models);
        json.WriteEndObject();
    }

    /// <summary>The members of one phase.</summary>
    public static void Write(Utf8JsonWriter json, PhaseRow phase)
    {
        json.WriteNumber("id", phase.Id);
        json.WriteString("key", phase.Key);
        json.WriteString("name", phase.Name);
        Number(json, "parent", phase.Parent);
        json.WriteNumber("depth", phase.Depth);
        json.WriteStartArray("session_ids");
        foreach (var session in phase.Sessions)
        {
            json.WriteStringValue(session);
        }

        json.WriteEndArray();
        UsageJson.Instant(json, "started", phase.Started);
        UsageJson.Instant(json, "ended", phase.Ended);
        json.WriteNumber("duration_seconds", (decimal)phase.Duration.Ticks / TimeSpan.TicksPerSecond);
        Counters(json, phase.Whole, phase.Own, phase.Models);
        Number(json, "estimate_usd", phase.Estimate.Cost is { } cost ? Dollars(cost) : null);
        Number(json, "estimate_tokens", phase.Estimate.Tokens);
        Number(json, "delta_usd", phase.DeltaCost is { } delta ? Dollars(delta) : null);
        Number(json, "delta_tokens", phase.DeltaTokens);
        Number(json, "ratio", phase.Ratio is { } ratio ? Rounded(ratio) : null);
        json.WriteBoolean("is_partial", phase.IsPartial);
    }

    /// <summary>The members of the answer to a mark that begins a phase.</summary>
    public static void Write(Utf8JsonWriter json, PhaseStarted started)
    {
        Members(json, started.Phase);
        json.WriteBoolean("was_open", started.WasOpen);
    }

    /// <summary>The members of the answer to a mark that ends phases.</summary>
    public static void Write(Utf8JsonWriter json, PhaseEnded ended)
    {
        Array(json, "ended", ended.Asked);
        Array(json, "ended_inside", ended.Inside);
    }

    internal static decimal Rounded(double ratio) => Math.Round((decimal)Math.Clamp(ratio, -MaxRatio, MaxRatio), RatioDigits);

    private static void Array(Utf8JsonWriter json, string name, IReadOnlyList<MarkedPhase> phases)
    {
        json.WriteStartArray(name);
        foreach (var phase in phases)
        {
            json.WriteStartObject();
            Members(json, phase);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Members(Utf8JsonWriter json, MarkedPhase phase)
    {
        json.WriteNumber("id", phase.Id);
        json.WriteString("key", phase.Key);
        json.WriteString("name", phase.Name);
        json.WriteString("session_id", phase.Session);
        json.WriteString("within", phase.Within);
        UsageJson.Instant(json, "started", phase.Started);
        UsageJson.Instant(json, "ended", phase.Ended);
    }

    private static void Counters(Utf8JsonWriter json, UsageSums whole, UsageSums own, IReadOnlyList<ModelUsage> models)
    {
        Counters(json, "", whole);
        Counters(json, "own_", own);
        UsageJson.WriteModels(json, models);
        Doubts(json, whole, models);
    }

    private static void Counters(Utf8JsonWriter json, string prefix, UsageSums sums)
    {
        json.WriteNumber(prefix + "cost_usd", Dollars(sums.Cost));
        json.WriteNumber(prefix + "input_tokens", sums.Input);
        json.WriteNumber(prefix + "output_tokens", sums.Output);
        json.WriteNumber(prefix + "cache_creation_input_tokens", sums.CacheWrite);
        json.WriteNumber(prefix + "cache_read_input_tokens", sums.CacheRead);
        json.WriteNumber(prefix + "total_tokens", sums.Total);
        json.WriteNumber(prefix + "web_search_requests", sums.WebSearches);
        json.WriteNumber(prefix + "messages", sums.Messages);
        json.WriteNumber(prefix + "turns", sums.Turns);
    }

    private static void Doubts(Utf8JsonWriter json, UsageSums sums, IReadOnlyList<ModelUsage> models)
    {
        json.WriteStartArray("unpriced_models");
        foreach (var model in models.Where(model => model.Sums.HasUnpriced))
        {
            json.WriteStringValue(model.Model ?? UsageJson.None);
        }

        json.WriteEndArray();
        json.WriteNumber("unpriced_tokens", sums.UnpricedTokens);
        json.WriteBoolean("is_floor", sums.IsFloor);
    }

    private static decimal Dollars(Int128 pico) => Amount.Number(LimitKind.Spend, pico);

    internal static void Number(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
