using Bursar.Cli.Rendering;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.Reports;

/// <summary>Usage reports as sheets.</summary>
internal static class ReportSheet
{
    public const string None = "(none)";

    private const int MaxModels = 2;

    public static readonly Column[] Counters =
    [
        new("Input", "input_tokens"),
        new("Output", "output_tokens"),
        new("Cache write", "cache_creation_tokens", IsWide: true),
        new("Cache read", "cache_read_tokens", IsWide: true),
        new("Total tokens", "total_tokens", IsWide: true),
        new("Cost (USD)", "cost_usd"),
    ];

    /// <summary>Columns of the figures that only programs want to see.</summary>
    public static readonly Column[] Exact =
    [
        new("5m write", "cache_creation_5m_tokens"),
        new("1h write", "cache_creation_1h_tokens"),
        new("Searches", "web_search_requests"),
        new("Messages", "messages"),
        new("Turns", "turns"),
        new("Floor", "is_floor"),
        new("Unpriced", "unpriced_tokens"),
    ];

    public static Sheet Create(string title, Report report, IReadOnlyList<ReportRow> rows, ReportRequest request, Func<ReportRow, bool>? isMarked = null)
    {
        var isCsv = request.Form == SheetForm.Csv;
        var hasModel = report.By.Contains(Dimension.Model);
        var breaks = request.Breakdown && !hasModel;
        var showModels = !hasModel && !isCsv;
        var columns = new List<Column>(report.By.Select(dimension => new Column(Title(dimension), dimension.Name(), IsNumber: false, Wraps: !dimension.IsTime() && dimension != Dimension.Session)));
        if (showModels)
        {
            columns.Add(new Column("Models", "models", IsNumber: false, IsWide: true));
        }
        else if (breaks)
        {
            columns.Add(new Column(Title(Dimension.Model), Dimension.Model.Name(), IsNumber: false));
        }

        columns.AddRange(Counters);
        columns.AddRange(isCsv ? Exact : []);

        var names = new SessionNames(report);
        var sheetRows = new List<SheetRow>();
        foreach (var row in rows)
        {
            Cell[] values = [.. row.Values.Select((value, i) => isCsv ? Cell.Of(value ?? "") : Value(report.By[i], value, names))];
            if (breaks && isCsv)
            {
                // One line for each model: they add up to what would be one line without.
                sheetRows.AddRange(row.Models.Select(model => new SheetRow([.. values, Cell.Of(model.Model ?? ""), .. Cells(model.Sums, isCsv)])));
                continue;
            }

            var models = showModels ? new[] { Cell.Of(ModelList(row.Models)) } : [];
            sheetRows.Add(new SheetRow([.. values, .. models, .. Cells(row.Sums, isCsv)], isMarked?.Invoke(row) == true ? RowKind.Marked : RowKind.Plain));
            if (breaks)
            {
                sheetRows.AddRange(row.Models.Select(model => Part(report, showModels, model)));
            }
        }

        var empty = Enumerable.Repeat(Cell.Empty, columns.Count - 1 - Counters.Length - (isCsv ? Exact.Length : 0));
        sheetRows.Add(new SheetRow([Cell.Of("Total"), .. empty, .. Cells(report.Totals, isCsv)], RowKind.Total));
        return new Sheet(title, columns, sheetRows, Notes(report.Totals, report.Models));
    }

    /// <summary>What must stand beside a total so that it is not taken for more than it is.</summary>
    public static IReadOnlyList<string> Notes(UsageSums totals, IReadOnlyList<ModelUsage> models)
    {
        var notes = new List<string>();
        if (totals.HasUnpriced)
        {
            var names = models.Where(model => model.Sums.HasUnpriced).Select(model => model.Model ?? None);
            notes.Add($"Unpriced: {Numbers.Count(totals.UnpricedTokens).Text} tokens of {string.Join(", ", names)} are counted but not in the cost. `bursar pricing check MODEL` says why.");
        }

        if (totals.IsFloor)
        {
            notes.Add($"At least: {Numbers.Count(totals.Unfinished).Text} of {Numbers.Count(totals.Messages).Text} responses {(totals.Unfinished == 1 ? "was" : "were")} never written to the end; {(totals.Unfinished == 1 ? "its" : "their")} output, and so the cost, is a floor.");
        }

        return notes;
    }

    /// <summary>The costliest models by name and the rest by number, so that a row stays one line.</summary>
    public static string ModelList(IReadOnlyList<ModelUsage> models)
    {
        var names = models.Select(model => ShortModel(model.Model)).ToList();
        return names.Count <= MaxModels ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MaxModels))} +{names.Count - MaxModels}";
    }

    public static string ShortModel(string? model)
    {
        if (model is null)
        {
            return None;
        }

        var name = model.StartsWith("claude-", StringComparison.Ordinal) ? model[7..] : model;
        return name.Length > 9 && name[^9] == '-' && name.AsSpan(name.Length - 8).IndexOfAnyExceptInRange('0', '9') < 0 ? name[..^9] : name;
    }

    public static string Title(Dimension dimension) => dimension switch
    {
        Dimension.Day => "Date",
        Dimension.Mcp => "MCP server",
        _ => dimension.ToString(),
    };

    private static SheetRow Part(Report report, bool showModels, ModelUsage model)
    {
        var first = new[] { Cell.Of("  └ " + ShortModel(model.Model)) };
        var empty = Enumerable.Repeat(Cell.Empty, report.By.Count - 1 + (showModels ? 1 : 0));
        return new SheetRow([.. first, .. empty, .. Cells(model.Sums, isCsv: false)], RowKind.Part);
    }

    private static Cell Value(Dimension dimension, string? value, SessionNames names) => value is null ? new Cell(None, "") : dimension switch
    {
        Dimension.Model => new Cell(ShortModel(value), value),
        Dimension.Session => new Cell(names.Short(value), value),
        _ => Cell.Of(value),
    };

    /// <summary>Nothing unpriced is shown as $0.00, and a floor says that it is one.</summary>
    public static Cell Cost(UsageSums sums)
    {
        var cost = Numbers.Cost(sums.Cost);
        var isUnpriced = sums.HasUnpriced;
        return isUnpriced && sums.Cost == 0 ? cost with { Text = "unpriced" } : isUnpriced || sums.IsFloor ? cost with { Text = "≥ " + cost.Text } : cost;
    }

    public static IEnumerable<Cell> Cells(UsageSums sums, bool isCsv)
    {
        yield return Numbers.Count(sums.Input);
        yield return Numbers.Count(sums.Output);
        yield return Numbers.Count(sums.CacheWrite);
        yield return Numbers.Count(sums.CacheRead);
        yield return Numbers.Count(sums.Total);
        yield return Cost(sums);
        if (isCsv)
        {
            yield return Numbers.Count(sums.CacheWrite5m);
            yield return Numbers.Count(sums.CacheWrite1h);
            yield return Numbers.Count(sums.WebSearches);
            yield return Numbers.Count(sums.Messages);
            yield return Numbers.Count(sums.Turns);
            yield return Cell.Of(sums.IsFloor ? "true" : "false");
            yield return Numbers.Count(sums.UnpricedTokens);
        }
    }
}
