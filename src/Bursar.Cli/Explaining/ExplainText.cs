using System.Globalization;
using Bursar.Cli.Prices;
using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Ledger.Explaining;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Explaining;

/// <summary>The working of one response in lines.</summary>
internal static class ExplainText
{
    public static void Write(TextWriter output, Explanation explanation, PriceTable table)
    {
        foreach (var entry in explanation.Passes)
        {
            Write(output, entry, table);
        }

        if (explanation.Passes.Count > 1)
        {
            output.WriteLine($"Together {(ExplainSheet.IsFloor(explanation.Passes) ? "≥ " : "")}${Numbers.Exact(explanation.Cost)}");
        }
    }

    public static string Key(PricedKind kind) => kind switch
    {
        PricedKind.Input => "input",
        PricedKind.Output => "output",
        PricedKind.CacheWrite5m => "cache_write_5m",
        PricedKind.CacheWrite1h => "cache_write_1h",
        PricedKind.CacheRead => "cache_read",
        _ => "web_search",
    };

    public static string Word(PriceOrigin origin) => origin.ToString().ToLowerInvariant();

    public static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Place(BilledPass pass) => string.Create(CultureInfo.InvariantCulture, $"{pass.File ?? "(file unknown)"}:{pass.Line}");

    /// <summary>What makes the rates other than the standard ones, in a few words.</summary>
    public static string Modifiers(ExplainedPass entry) => string.Join(", ",
        ((string[])[entry.Price.IsFast ? "fast" : "", entry.Price.IsLongPrompt ? "long prompt" : ""]).Where(word => word.Length > 0)
            .Concat((entry.Working?.Modifiers ?? []).Select(modifier => $"{modifier.Name} × {Factor(modifier)}")));

    private static void Write(TextWriter output, ExplainedPass entry, PriceTable table)
    {
        var pass = entry.Pass;
        var at = pass.At is { } time ? Timestamp.ToDateTimeOffset(time).ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture) : "at a time that the line does not tell";
        output.WriteLine($"{pass.Key}{(pass.Part == 0 ? "" : $", pass {pass.Part} beside it")}, {at}");
        output.WriteLine($"  line      {Place(pass)}");
        output.WriteLine($"  session   {pass.Session}, {(pass.Agent is { } agent ? $"subagent {agent}" : "main thread")}");
        if (!pass.IsFinal)
        {
            output.WriteLine("  a floor   the final usage was never written; the output is what had been written");
        }

        if (entry.Working is not { } working)
        {
            output.WriteLine($"  model     {pass.Model ?? ReportSheet.None}");
            output.WriteLine($"  unpriced  {entry.Price.Unpriced.Describe()}; {Numbers.Count(pass.Usage.Prompt + pass.Usage.Output).Text} tokens are counted, their cost is not guessed");
            return;
        }

        var model = entry.Price.Model!;
        output.WriteLine($"  model     {(pass.Model == model.Id ? model.Id : $"{pass.Model} is {model.Id}")}");
        output.WriteLine($"  price     {PriceExplanation.Span(entry.Price.Period!)}{Rates(entry.Price)}; {Word(model.Origin)}: {model.Source}; table of {table.Version}");
        foreach (var product in working.Products)
        {
            output.WriteLine($"  {Key(product.Kind),-14} {Numbers.Count(product.Count).Text,13} × {Rate(product),-20} = ${Numbers.Exact(product.Pico)}");
        }

        if (working.Modifiers.Count > 0)
        {
            output.WriteLine($"  all tokens{"",43} = ${Numbers.Exact(working.Tokens)}");
            output.WriteLine($"  {string.Join(", ", working.Modifiers.Select(modifier => $"× {Factor(modifier)} ({modifier.Name})")),-51} = ${Numbers.Exact(working.ModifiedTokens)}");
        }

        output.WriteLine($"  {"cost",-51} = ${Numbers.Exact(working.Total)}");
    }

    private static string Rates(Price price) => (price.IsFast ? ", fast mode" : "") + (price.IsLongPrompt ? $", prompts above {Numbers.Count(price.Period!.LongPrompt!.Above).Text} tokens" : "");

    private static string Rate(PriceProduct product) => product.Kind == PricedKind.WebSearch ? $"${Numbers.Exact((Int128)product.Rate * 1000)} a thousand" : $"${Numbers.Exact((Int128)product.Rate * 1_000_000)} a million";

    private static string Factor(PriceModifier modifier) => modifier.Factor.ToDecimal().ToString("0.####", CultureInfo.InvariantCulture);
}
