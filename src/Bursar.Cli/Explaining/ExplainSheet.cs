using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Ledger.Explaining;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Explaining;

/// <summary>A session's figure as sheets: by model, then line by line.</summary>
internal static class ExplainSheet
{
    private static readonly Column[] Counters =
    [
        new("Input", "input_tokens"), new("Output", "output_tokens"), new("5m write", "cache_creation_5m_tokens"), new("1h write", "cache_creation_1h_tokens"),
        new("Cache read", "cache_read_input_tokens"), new("Searches", "web_search_requests", IsWide: true),
    ];

    public static IEnumerable<Sheet> Create(string session, Explanation explanation, IReadOnlyList<ExplainedPass> listed, PriceTable table)
    {
        var models = explanation.Models.Select(model => new SheetRow([Cell.Of(ReportSheet.ShortModel(model.Model)), Numbers.Count(model.Passes.Count), .. Cells(model.Sum), Cost(model.Unpriced == model.Passes.Count ? null : model.Cost, IsFloor(model.Passes))]));
        var total = new ExplainedModel(null, explanation.Passes, explanation.Cost, 0);
        yield return new Sheet($"Session {session}; prices of {table.Version}",
            [new("Model", "model", IsNumber: false), new("Rows", "rows", IsWide: true), .. Counters, new("Cost (USD)", "cost_usd")],
            [.. models, new SheetRow([Cell.Of("Total"), Numbers.Count(explanation.Passes.Count), .. Cells(total.Sum), Cost(explanation.Cost, IsFloor(explanation.Passes))], RowKind.Total)], []);
        if (listed.Count == 0)
        {
            yield break;
        }

        var whole = listed.Count == explanation.Passes.Count;
        yield return new Sheet(whole ? "Every response" : $"The {listed.Count} costliest of {Numbers.Count(explanation.Passes.Count).Text} rows",
            [new("Response", "key", IsNumber: false), new("Line", "line", IsNumber: false), new("Model", "model", IsNumber: false, IsWide: true), .. Counters.Select((column, i) => column with { IsWide = i >= 2 }), new("Modifiers", "modifiers", IsNumber: false, IsWide: true), new("Cost (USD)", "cost_usd")],
            [.. listed.Select(Row)],
            ["`bursar explain --message ID` shows the products of one" + (whole ? "." : "; --all lists every response.")]);
    }

    private static SheetRow Row(ExplainedPass entry)
    {
        var pass = entry.Pass;
        var place = $"{Path.GetFileName(pass.File) ?? "?"}:{pass.Line.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        return new SheetRow([Cell.Of(pass.Part == 0 ? pass.Key : $"{pass.Key} +{pass.Part}"), Cell.Of(place), Cell.Of(ReportSheet.ShortModel(pass.Model)), .. Cells(counter => counter(pass.Usage)), Cell.Of(ExplainText.Modifiers(entry)), Cost(pass.Cost, !pass.IsFinal)]);
    }

    private static IEnumerable<Cell> Cells(Func<Func<Usage, long>, long> sum) =>
    [
        Numbers.Count(sum(usage => usage.Input)), Numbers.Count(sum(usage => usage.Output)), Numbers.Count(sum(usage => usage.CacheWrite5m)),
        Numbers.Count(sum(usage => usage.CacheWrite1h)), Numbers.Count(sum(usage => usage.CacheRead)), Numbers.Count(sum(usage => usage.WebSearches)),
    ];

    /// <summary>A part has no price, or was never written to the end.</summary>
    public static bool IsFloor(IReadOnlyList<ExplainedPass> passes) => passes.Any(entry => entry.Pass.Cost is null || !entry.Pass.IsFinal);

    private static Cell Cost(Int128? pico, bool isFloor) => pico is { } cost ? new Cell((isFloor ? "≥ $" : "$") + Numbers.Exact(cost), Numbers.Exact(cost)) : new Cell("unpriced", "");
}
