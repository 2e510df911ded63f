using System.Reflection;

namespace Bursar.Pricing;

/// <summary>Every model whose price is known, by every name it goes by.</summary>
public sealed class PriceTable
{
    private PriceTable(string version, IReadOnlyList<ModelPrices> models, long webSearch, Factor batch)
    {
        (Version, Models, WebSearch, Batch) = (version, models, webSearch, batch);
        var names = new Dictionary<string, ModelPrices>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            names[model.Id] = model;
            foreach (var alias in model.Aliases)
            {
                names.TryAdd(alias, model);
            }
        }

        Names = names;
    }

    /// <summary>The day the table was made, and what was laid over it.</summary>
    public string Version { get; }

    /// <summary>Changes whenever a price does; the ledger is priced by the table with the fingerprint that it names.</summary>
    public string Fingerprint { get; internal set; } = "";

    public IReadOnlyList<ModelPrices> Models { get; }

    public IReadOnlyDictionary<string, ModelPrices> Names { get; }

    /// <summary>Picodollars per web search request.</summary>
    public long WebSearch { get; }

    public Factor Batch { get; }

    /// <summary>By the user's word, the cloud platforms' endpoints are regional ones; transcripts do not tell.</summary>
    public bool HasRegionalEndpoints { get; private init; }

    /// <summary>The JSON of the table that ships with Bursar.</summary>
    public static byte[] EmbeddedJson()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Bursar.Pricing.prices.json")!;
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return json;
    }

    /// <summary>The table that ships with Bursar.</summary>
    public static PriceTable Embedded()
    {
        var table = PriceTableJson.Parse(EmbeddedJson(), "the embedded price table");
        table.Fingerprint = table.Version;
        return table;
    }

    internal static PriceTable Create(string version, IReadOnlyList<ModelPrices> models, long webSearch, Factor batch) => new(version, models, webSearch, batch);

    /// <summary>A table in which these models stand instead of those with the same id, or beside the others.</summary>
    public PriceTable With(string version, IEnumerable<ModelPrices> models)
    {
        var merged = Models.ToList();
        foreach (var model in models)
        {
            var index = merged.FindIndex(existing => existing.Id == model.Id);
            if (index < 0)
            {
                merged.Add(model);
            }
            else
            {
                merged[index] = model;
            }
        }

        var name = Version.EndsWith("+" + version, StringComparison.Ordinal) ? Version : $"{Version}+{version}";
        return new PriceTable(name, merged, WebSearch, Batch) { HasRegionalEndpoints = HasRegionalEndpoints };
    }

    /// <summary>The same prices where the cloud platforms' endpoints are regional ones.</summary>
    public PriceTable WithRegionalEndpoints() => new(Version, Models, WebSearch, Batch) { HasRegionalEndpoints = true };
}
