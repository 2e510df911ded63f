using System.Text.Json;
using Bursar.Estimating;

namespace Bursar.Guard.Phases;

/// <summary>Estimates as JSON (docs/json.md): what <c>bursar estimates --json</c> and MCP give.</summary>
public static class EstimatesJson
{
    /// <summary>The members of the report: <c>estimates</c> by name, and <c>overall</c>.</summary>
    public static void Write(Utf8JsonWriter json, Estimates estimates)
    {
        json.WriteStartArray("estimates");
        foreach (var history in estimates.ByName)
        {
            json.WriteStartObject();
            json.WriteString("name", history.Name);
            Units(json, history);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("overall");
        Units(json, estimates.Overall);
        json.WriteEndObject();
    }

    /// <summary>The members of suggestions for one phase, in one unit or both.</summary>
    public static void Write(Utf8JsonWriter json, string name, IEnumerable<Suggestion> suggestions)
    {
        json.WriteString("name", name);
        foreach (var suggestion in suggestions)
        {
            json.WriteStartObject(Word(suggestion.Unit));
            Figure(json, "estimate", suggestion.Estimate);
            Figure(json, "suggested", suggestion.Suggested);
            Figure(json, "multiplier", suggestion.Multiplier);
            json.WriteString("basis", Word(suggestion.Basis));
            json.WriteNumber("count", suggestion.Count);
            Interval(json, suggestion.Interval);
            json.WriteString("note", suggestion.Note);
            json.WriteEndObject();
        }
    }

    /// <summary>The members of what phases of a name took so far.</summary>
    public static void Write(Utf8JsonWriter json, Expectation expectation)
    {
        json.WriteString("name", expectation.Name);
        Sample(json, EstimateUnit.Dollars, expectation.Dollars);
        Sample(json, EstimateUnit.Tokens, expectation.Tokens);
    }

    public static string Word(EstimateUnit unit) => unit == EstimateUnit.Dollars ? "usd" : "tokens";

    public static string Word(SuggestionBasis basis) => basis switch { SuggestionBasis.Name => "name", SuggestionBasis.Overall => "overall", _ => "none" };

    private static void Units(Utf8JsonWriter json, EstimateHistory history)
    {
        foreach (var unit in (EstimateUnit[])[EstimateUnit.Dollars, EstimateUnit.Tokens])
        {
            var calibration = history.Of(unit);
            json.WriteStartObject(Word(unit));
            json.WriteNumber("count", calibration.Count);
            Figure(json, "ratio_median", calibration.Ratios.Median);
            Figure(json, "ratio_geometric_mean", calibration.Ratios.GeometricMean);
            Interval(json, calibration.Ratios.Interval);
            Figure(json, "multiplier", calibration.Multiplier);
            Figure(json, "error_uncalibrated", calibration.ErrorWithout);
            Figure(json, "error_calibrated", calibration.ErrorWith);
            json.WriteString("note", calibration.Note);
            json.WriteEndObject();
        }
    }

    private static void Sample(Utf8JsonWriter json, EstimateUnit unit, LogSample sample)
    {
        json.WriteStartObject(Word(unit));
        json.WriteNumber("count", sample.Count);
        Figure(json, "median", sample.Median);
        Figure(json, "geometric_mean", sample.GeometricMean);
        Interval(json, sample.Interval);
        json.WriteEndObject();
    }

    private static void Interval(Utf8JsonWriter json, Interval? interval)
    {
        if (interval is null)
        {
            json.WriteNull("interval");
            return;
        }

        json.WriteStartObject("interval");
        Figure(json, "low", interval.Low);
        Figure(json, "high", interval.High);
        json.WriteEndObject();
    }

    private static void Figure(Utf8JsonWriter json, string name, double? value) => PhasesJson.Number(json, name, value is { } figure ? PhasesJson.Rounded(figure) : null);
}
