using System.Text;
using System.Text.Json;
using Bursar.Pricing;

namespace Bursar.Cli.Prices;

/// <summary>What an import does to one model.</summary>
/// <param name="Change">In words, for the user.</param>
internal sealed record ImportedChange(string Id, string Change, ModelPrices? Model);

/// <summary>Reads a foreign price table and lays it over the one in force.</summary>
internal static class Importer
{
    /// <param name="file">LiteLLM's JSON, models.dev's api.json, or a TOML file of models.dev.</param>
    /// <param name="table">The table in force.</param>
    /// <param name="from">From when imported prices hold for models that the table knows; null for all time.</param>
    public static (string Kind, IReadOnlyList<ImportedChange> Changes) Read(string file, PriceTable table, DateOnly? from)
    {
        var (kind, models) = ReadFile(file);
        var changes = models.GroupBy(model => ModelId.Resolve(model.Id, table.Names, out _)?.Id ?? model.Id, StringComparer.Ordinal)
            .Select(group => Change(group.Key, group.First(), table, from, $"{kind} ({Path.GetFileName(file)})"))
            .OrderBy(change => change.Id, StringComparer.Ordinal).ToList();
        return changes.Count > 0 ? (kind, changes) : throw UserError.BadInput($"{file}: no prices of Anthropic's models in it.", "Expected LiteLLM's model_prices_and_context_window.json, models.dev's api.json or one of its TOML files.");
    }

    private static (string Kind, List<ImportedModel> Models) ReadFile(string file)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.BadInput($"{file} cannot be read: {e.Message}", null, e);
        }

        if (file.EndsWith(".toml", StringComparison.OrdinalIgnoreCase))
        {
            return ("models.dev", [ModelsDevTable.ReadToml(Encoding.UTF8.GetString(content), file)]);
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? throw new JsonException("expected an object")
                : ModelsDevTable.Recognises(root) ? ("models.dev", ModelsDevTable.ReadJson(root, file).ToList())
                : LiteLlmTable.Recognises(root) ? ("LiteLLM", LiteLlmTable.Read(root, file).ToList())
                : throw UserError.BadInput($"{file}: neither a table of LiteLLM nor of models.dev.", "Expected LiteLLM's model_prices_and_context_window.json, models.dev's api.json or one of its TOML files.");
        }
        catch (JsonException e)
        {
            throw UserError.BadInput($"{file}: not readable as JSON: {e.Message}", null, e);
        }
    }

    private static ImportedChange Change(string id, ImportedModel imported, PriceTable table, DateOnly? from, string source)
    {
        var period = new PricePeriod(null, null, imported.Rates, imported.LongPrompt);
        if (ModelId.Resolve(imported.Id, table.Names, out _) is not { } known)
        {
            return new ImportedChange(id, "new", new ModelPrices(imported.Id, "")
            {
                Periods = [period],
                Fast = imported.Fast is { } rates ? [new PricePeriod(null, null, rates, null)] : [],
                GeoUs = imported.GeoUs,
                Source = source,
            });
        }

        var current = known.Periods[^1];
        if (current.Rates == imported.Rates && current.LongPrompt == imported.LongPrompt)
        {
            return new ImportedChange(id, "as in the table", null);
        }

        var periods = from is { } day ? [.. Before(known.Periods, day), period with { From = day }] : new List<PricePeriod> { period };
        return new ImportedChange(id, from is null ? "replaced for all time" : $"changed from {from:yyyy-MM-dd} on", known with { Periods = periods, Source = source });
    }

    private static IEnumerable<PricePeriod> Before(IEnumerable<PricePeriod> periods, DateOnly day) =>
        periods.Where(period => period.From is null || period.From < day).Select(period => period.Until is null || period.Until > day ? period with { Until = day } : period);
}
