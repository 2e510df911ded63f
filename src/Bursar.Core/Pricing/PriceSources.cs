using System.Text;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Pricing;

/// <summary>
/// The table in force: what ships with Bursar, under imported tables, under the user's configuration, under the policies,
/// under the environment. The later wins.
/// </summary>
public static class PriceSources
{
    /// <summary>Parsed once: a server answers many hooks.</summary>
    private static readonly Lazy<(PriceTable Table, ulong Content)> s_embedded = new(() =>
    {
        var json = PriceTable.EmbeddedJson();
        var table = PriceTableJson.Parse(json, "the embedded price table");
        var content = ContentHash.Of(json);
        table.Fingerprint = Fingerprint(table, content);
        return (table, content);
    });

    /// <param name="paths">Where imported prices and the configuration lie.</param>
    /// <param name="environment">Variables.</param>
    /// <param name="policy">The policies if they were read already; of a project's, prices are not taken.</param>
    public static PriceTable Load(BursarPaths paths, Func<string, string?> environment, EffectivePolicy? policy = null)
    {
        var (table, content) = s_embedded.Value;

        if (ReadFile(paths.ImportedPrices) is { } imported)
        {
            var import = PriceTableJson.Parse(imported, paths.ImportedPrices);
            table = table.With(import.Version, import.Models.Select(model => model with { Origin = PriceOrigin.Imported }));
            content = Combine(content, ContentHash.Of(imported));
        }

        var overrides = new List<(PriceOrigin Origin, PriceOverride Entry)>();
        if (ReadFile(paths.ConfigFile) is { } config)
        {
            var configured = PriceConfig.Parse(config, paths.ConfigFile);
            overrides.AddRange(configured.Overrides.Select(entry => (PriceOrigin.Config, entry)));
            if (configured.HasRegionalEndpoints)
            {
                table = table.WithRegionalEndpoints();
                content = Combine(content, ContentHash.Of("regional endpoints"u8));
            }
        }

        policy ??= PolicyFiles.Find(BursarPaths.ManagedPolicyFile, paths.PolicyFile, project: null).Policy;
        foreach (var file in policy.Files)
        {
            // A policy that cannot be read is told by whoever enforces it; a project's has no prices.
            overrides.AddRange(file.Prices.Select(entry => (PriceOrigin.Policy, entry)));
        }

        overrides.AddRange(PriceEnvironment.Read(environment).Select(entry => (PriceOrigin.Environment, entry)));
        foreach (var (origin, entry) in overrides)
        {
            table = Apply(table, origin, entry);
            content = Combine(content, ContentHash.Of(Encoding.UTF8.GetBytes(entry.ToString())));
        }

        if (ReferenceEquals(table, s_embedded.Value.Table))
        {
            // Everybody's: its fingerprint is given once and never another.
            return table;
        }

        table.Fingerprint = Fingerprint(table, content);
        return table;
    }

    private static PriceTable Apply(PriceTable table, PriceOrigin origin, PriceOverride entry)
    {
        if (entry.Family is { } family)
        {
            return table.With("overrides", table.Models.Where(model => model.Family == family).Select(model => entry.Over(model) with { Origin = origin }));
        }

        var known = ModelId.Resolve(entry.Model!, table.Names, out _);
        return table.With("overrides", [(known is null ? entry.ToModel() : entry.Over(known)) with { Origin = origin }]);
    }

    private static string Fingerprint(PriceTable table, ulong content) => $"{table.Version} {content:x16}";

    private static ulong Combine(ulong left, ulong right) => (left * 31) ^ right;

    private static byte[]? ReadFile(string path)
    {
        try
        {
            // Whatever stands in the file's place is looked at: a folder there is a fault, not "no prices".
            return Path.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{path} cannot be read: {e.Message}", "Make the file readable, or move it away.", e);
        }
    }
}
