using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.Reports;

/// <summary>The five-hour windows in which subscriptions meter usage.</summary>
internal static class BlocksCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new ReportOptions(context);
        var command = new ExampleCommand("blocks", "Usage by five-hour billing window, with the burn rate of the open one.", "bursar blocks --since 2026-11-20");
        options.AddTo(command);
        command.SetAction(parsed => (int)Run(context, options.Read(parsed)));
        return command;
    }

    private static ExitCode Run(CommandContext context, ReportRequest request)
    {
        var now = context.Clock.GetUtcNow();
        using var ledger = context.OpenLedger(request.Ingest, ledger => BlockBuilder.Build(ledger, request.Filter, request.Time, now), out var blocks);
        if (request.Descending == true)
        {
            blocks = [.. blocks.Reverse()];
        }

        if (request.IsJson)
        {
            JsonOutput.Write(context.Terminal, json => Write(json, blocks, now));
        }
        else if (blocks.Count == 0 && request.Form == SheetForm.Table)
        {
            ReportCommand.ExplainEmpty(context, request, ledger, ReportCommand.Shape.NothingMatches);
        }
        else
        {
            SheetRenderer.Render(Sheet(blocks, request, now), request.Form!.Value, request.Compact, context.Terminal);
        }

        return ExitCode.Done;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Block> blocks, DateTimeOffset now)
    {
        json.WriteStartArray("blocks");
        foreach (var block in blocks)
        {
            var start = block.Start is { } at ? JsonOutput.Instant(at) : "none";
            json.WriteStartObject();
            json.WriteString("id", block.IsGap ? "gap-" + start : start);
            JsonOutput.Instant(json, "startTime", block.Start);
            JsonOutput.Instant(json, "endTime", block.End);
            JsonOutput.Instant(json, "actualEndTime", block.LastActivity);
            json.WriteBoolean("isActive", block.IsActive);
            json.WriteBoolean("isGap", block.IsGap);
            json.WriteNumber("entries", block.Sums.Messages);
            json.WriteStartObject("tokenCounts");
            json.WriteNumber("inputTokens", block.Sums.Input);
            json.WriteNumber("outputTokens", block.Sums.Output);
            json.WriteNumber("cacheCreationInputTokens", block.Sums.CacheWrite);
            json.WriteNumber("cacheReadInputTokens", block.Sums.CacheRead);
            json.WriteEndObject();
            json.WriteNumber("totalTokens", block.Sums.Total);
            json.WriteNumber("costUSD", JsonOutput.Dollars(block.Sums.Cost));
            json.WriteStartArray("models");
            foreach (var model in block.Models)
            {
                json.WriteStringValue(model.Model);
            }

            json.WriteEndArray();
            WriteRate(json, block, now);
            json.WriteBoolean("isFloor", block.Sums.IsFloor);
            JsonOutput.Unpriced(json, block.Models);
            json.WriteEndObject();
            JsonOutput.EndRow(json);
        }

        json.WriteEndArray();
    }

    private static void WriteRate(Utf8JsonWriter json, Block block, DateTimeOffset now)
    {
        if (BurnRate.Of(block, now) is not { } rate)
        {
            json.WriteNull("burnRate");
            json.WriteNull("projection");
            return;
        }

        json.WriteStartObject("burnRate");
        json.WriteNumber("tokensPerMinute", rate.TokensPerMinute);
        json.WriteNumber("costPerHour", rate.CostPerHour);
        json.WriteEndObject();
        json.WriteStartObject("projection");
        json.WriteNumber("totalTokens", rate.ProjectedTokens);
        json.WriteNumber("totalCost", rate.ProjectedCost);
        json.WriteNumber("remainingMinutes", rate.RemainingMinutes);
        json.WriteEndObject();
    }

    private static Sheet Sheet(IReadOnlyList<Block> blocks, ReportRequest request, DateTimeOffset now)
    {
        var isCsv = request.Form == SheetForm.Csv;
        Column[] columns = isCsv
            ? [new("Start", "start"), new("End", "end"), new("State", "state"), request.Breakdown ? new("Model", "model") : new("Models", "models"), .. ReportSheet.Counters, .. ReportSheet.Exact]
            : [new("Window", "start", IsNumber: false, Wraps: true), new("State", "state", IsNumber: false), new("Models", "models", IsNumber: false, IsWide: true), new("Tokens", "total_tokens"), new("Cost (USD)", "cost_usd")];
        var rows = new List<SheetRow>();
        var totals = new UsageSums();
        var models = new List<ModelUsage>();
        foreach (var block in blocks)
        {
            totals.Add(block.Sums);
            models.AddRange(block.Models);
            rows.AddRange(isCsv ? Lines(block, request.Breakdown) : Rows(block, request));
        }

        rows.Add(new SheetRow([Cell.Of("Total"), .. Enumerable.Repeat(Cell.Empty, columns.Length - 3), Numbers.Count(totals.Total), ReportSheet.Cost(totals)], RowKind.Total));
        var notes = new List<string>();
        if (blocks.FirstOrDefault(block => block.IsActive) is { } open && BurnRate.Of(open, now) is { } rate)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"Open window: {rate.TokensPerMinute:#,0} tokens a minute, ${rate.CostPerHour:0.00} an hour; at that rate {rate.ProjectedTokens:#,0} tokens and ${rate.ProjectedCost:0.00} when it closes in {rate.RemainingMinutes} minutes."));
        }

        notes.AddRange(ReportSheet.Notes(totals, [.. models.DistinctBy(model => (model.Model, model.Sums.HasUnpriced))]));
        return new Sheet("", columns, rows, notes);
    }

    private static IEnumerable<SheetRow> Rows(Block block, ReportRequest request)
    {
        var window = new Cell(Span(block, request.Time.Zone), block.Start is { } start ? JsonOutput.Instant(start) : "");
        yield return new SheetRow([window, Cell.Of(State(block)), Cell.Of(ReportSheet.ModelList(block.Models)), Numbers.Count(block.Sums.Total), ReportSheet.Cost(block.Sums)],
            block.IsActive ? RowKind.Marked : block.IsGap ? RowKind.Part : RowKind.Plain);
        foreach (var model in request.Breakdown ? block.Models : [])
        {
            yield return new SheetRow([Cell.Of("  └ " + ReportSheet.ShortModel(model.Model)), Cell.Empty, Cell.Empty, Numbers.Count(model.Sums.Total), ReportSheet.Cost(model.Sums)], RowKind.Part);
        }
    }

    /// <summary>For programs: whole names, every counter, and with a breakdown a line for each model.</summary>
    private static IEnumerable<SheetRow> Lines(Block block, bool breaks)
    {
        Cell[] window = [Cell.Of(block.Start is { } start ? JsonOutput.Instant(start) : ""), Cell.Of(block.End is { } end ? JsonOutput.Instant(end) : ""), Cell.Of(State(block))];
        return breaks && !block.IsGap
            ? block.Models.Select(model => new SheetRow([.. window, Cell.Of(model.Model ?? ""), .. ReportSheet.Cells(model.Sums, isCsv: true)]))
            : [new SheetRow([.. window, Cell.Of(string.Join(' ', block.Models.Select(model => model.Model))), .. ReportSheet.Cells(block.Sums, isCsv: true)])];
    }

    private static string State(Block block) => block.IsGap ? "gap" : block.IsActive ? "open" : "closed";

    private static string Span(Block block, TimeZoneInfo zone)
    {
        if (block.Start is not { } start || block.End is not { } end)
        {
            return ReportSheet.None;
        }

        var (from, to) = (TimeZoneInfo.ConvertTime(start, zone), TimeZoneInfo.ConvertTime(end, zone));
        return string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd HH:mm} – {(to.Date == from.Date ? "" : $"{to:yyyy-MM-dd} ")}{to:HH:mm}");
    }
}
