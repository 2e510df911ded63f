using System.CommandLine;
using System.Globalization;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Prices;

/// <summary>Shows the prices in force, explains one, and takes over foreign tables.</summary>
internal static class PricingCommand
{
    public static Command Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("pricing", "List the prices in force, with their dates.", "bursar pricing");
        command.Options.Add(json);
        command.SetAction(parsed => (int)List(context, parsed.GetValue(json)));
        command.Subcommands.Add(Check(context));
        command.Subcommands.Add(Import(context));
        return command;
    }

    private static ExitCode List(CommandContext context, bool asJson)
    {
        var table = context.Prices;
        if (asJson)
        {
            JsonOutput.Write(context.Terminal, json => PricingJson.Table(json, table));
            return ExitCode.Done;
        }

        Column[] columns =
        [
            new("Model", "model", IsNumber: false), new("Kind", "kind", IsNumber: false), new("From", "from", IsNumber: false), new("Until", "until", IsNumber: false, IsWide: true),
            new("Input", "input"), new("Output", "output"), new("5m write", "cache_write_5m", IsWide: true), new("1h write", "cache_write_1h", IsWide: true), new("Cache read", "cache_read", IsWide: true),
        ];
        var rows = table.Models.SelectMany(model => model.Periods.Select(period => (period, "standard")).Concat(model.Fast.Select(period => (period, "fast")))
            .SelectMany(entry => Rows(model, entry.period, entry.Item2)));
        SheetRenderer.Render(new Sheet($"USD per million tokens; table of {table.Version}", columns, [.. rows],
            [$"Web search ${Money.ToDollars(table.WebSearch) * 1000:0.##} per 1,000; batch × {table.Batch.ToDecimal():0.##} on tokens. `bursar pricing check MODEL` explains one."]), SheetForm.Table, compact: false, context.Terminal);
        return ExitCode.Done;
    }

    private static IEnumerable<SheetRow> Rows(ModelPrices model, PricePeriod period, string kind)
    {
        SheetRow Row(string name, string text, Rates rates, RowKind rowKind) => new(
        [
            Cell.Of(name), Cell.Of(text), Cell.Of(Day(period.From)), Cell.Of(Day(period.Until)),
            Rate(rates.Input), Rate(rates.Output), Rate(rates.CacheWrite5m), Rate(rates.CacheWrite1h), Rate(rates.CacheRead),
        ], rowKind);
        yield return Row(model.Id, kind, period.Rates, RowKind.Plain);
        if (period.LongPrompt is { } tier)
        {
            yield return Row("", $"prompt > {tier.Above / 1000}k", tier.Rates, RowKind.Part);
        }
    }

    private static Command Check(CommandContext context)
    {
        var model = new Argument<string>("MODEL") { Description = "A model id in any form: dated, with [1m], of Bedrock or Vertex." };
        var at = new Option<string?>("--at") { Description = "The day or instant to price at (default: now).", HelpName = "DATE" };
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("check", "Explain the price of one model.", "bursar pricing check us.anthropic.claude-sonnet-4-5-20250929-v1:0 --at 2026-01-15");
        command.Arguments.Add(model);
        command.Options.Add(at);
        command.Options.Add(json);
        command.SetAction(parsed => (int)Explain(context, parsed.GetValue(model)!, parsed.GetValue(at), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Explain(CommandContext context, string id, string? at, bool asJson)
    {
        var instant = at is null ? Timestamp.Of(context.Clock.GetUtcNow()) : ParseInstant(at);
        var pricer = new Pricer(context.Prices);
        var price = pricer.Price(id, instant, default);
        if (asJson)
        {
            JsonOutput.Write(context.Terminal, json => PricingJson.Check(json, id, instant, price));
        }
        else
        {
            PriceExplanation.Write(context.Terminal.Out, id, instant, price, pricer);
        }

        return price.IsKnown ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static long ParseInstant(string text)
    {
        var full = text.Length == 8 && text.All(char.IsAsciiDigit) ? $"{text[..4]}-{text[4..6]}-{text[6..]}" : text;
        return Timestamp.TryParse(System.Text.Encoding.UTF8.GetBytes(full.Length == 10 ? full + "T00:00:00Z" : full), out var at)
            ? at
            : throw UserError.BadInput($"--at: '{text}' is not a day; expected YYYY-MM-DD, or an instant such as 2026-03-13T00:00:00Z.");
    }

    private static Command Import(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "LiteLLM's model_prices_and_context_window.json, models.dev's api.json or one of its TOML files." };
        var from = new Option<string?>("--from") { Description = "From when a changed price holds: a day, or `always` (default: today). New models hold for all time.", HelpName = "DAY" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would change." };
        var command = new ExampleCommand("import", "Take over a price table as your own overrides.", "bursar pricing import model_prices_and_context_window.json --dry-run");
        command.Arguments.Add(file);
        command.Options.Add(from);
        command.Options.Add(dryRun);
        command.SetAction(parsed => (int)RunImport(context, parsed.GetValue(file)!, parsed.GetValue(from), parsed.GetValue(dryRun)));
        return command;
    }

    private static ExitCode RunImport(CommandContext context, string file, string? from, bool dryRun)
    {
        DateOnly? day = from switch
        {
            null => DateOnly.FromDateTime(context.Clock.GetUtcNow().UtcDateTime),
            "always" => null,
            _ => DateOnly.TryParseExact(from, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed
                : throw UserError.BadInput($"--from: '{from}' is not a day; expected YYYY-MM-DD or always."),
        };
        var (kind, changes) = Importer.Read(file, context.Prices, day);
        foreach (var change in changes)
        {
            context.Terminal.Out.WriteLine($"{change.Id,-28} {change.Change}");
        }

        var models = changes.Select(change => change.Model).OfType<ModelPrices>().ToList();
        var target = context.Paths.ImportedPrices;
        if (models.Count == 0 || dryRun)
        {
            context.Terminal.Out.WriteLine(models.Count == 0 ? "Nothing to import: every price is as in the table." : $"Would write {models.Count} model(s) to {target}.");
            return ExitCode.Done;
        }

        PriceFile.Merge(target, $"{kind.ToLowerInvariant()}-{context.Clock.GetUtcNow():yyyy-MM-dd}", models);
        context.Terminal.Out.WriteLine($"Wrote {models.Count} model(s) to {target}; the ledger is repriced at the next report. Delete the file to go back.");
        return ExitCode.Done;
    }

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static Cell Rate(long rate) => Cell.Of(((decimal)rate / Money.PerTokenOfDollarPerMillion).ToString("0.00####", CultureInfo.InvariantCulture));
}
