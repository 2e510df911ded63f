using System.Text.RegularExpressions;

namespace Bursar.Pricing;

/// <summary>
/// Takes off what providers put around a model's name, one layer at a time. What is left must equal a name of the table
/// exactly: <c>claude-sonnet-5</c> is not <c>claude-sonnet-5-5</c>.
/// </summary>
public static partial class ModelId
{
    private static readonly string[] ProviderPrefixes = ["anthropic/", "vertex_ai/", "bedrock/", "azure_ai/", "openrouter/", "converse/", "invoke/"];
    private static readonly string[] BedrockRegions = ["us.", "eu.", "apac.", "au.", "jp.", "in.", "us-gov."];

    /// <summary>Finds the model that an id names.</summary>
    /// <param name="id">The id as the transcript has it.</param>
    /// <param name="names">Every name of the table.</param>
    /// <param name="isRegional">Whether the id names a regional endpoint of Bedrock.</param>
    public static ModelPrices? Resolve(string id, IReadOnlyDictionary<string, ModelPrices> names, out bool isRegional)
    {
        var name = Unwrap(id, out isRegional);
        foreach (var candidate in Candidates(name))
        {
            if (names.TryGetValue(candidate, out var model))
            {
                return model;
            }
        }

        return null;
    }

    private static IEnumerable<string> Candidates(string name)
    {
        yield return name;
        var plain = BedrockVersion().Replace(name, "");
        yield return plain;
        var dateless = Date().Replace(plain, "");
        yield return dateless;
        // OpenRouter writes versions with dots: claude-opus-4.5.
        yield return dateless.Replace('.', '-');
    }

    private static string Unwrap(string id, out bool isRegional)
    {
        isRegional = false;
        var name = ContextSuffix().Replace(id.Trim(), "");
        if (name.StartsWith("arn:aws", StringComparison.Ordinal))
        {
            name = name[(name.LastIndexOf('/') + 1)..];
        }

        while (Array.Find(ProviderPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } provider)
        {
            name = name[provider.Length..];
        }

        if (name.IndexOf("anthropic.", StringComparison.Ordinal) is var vendor and >= 0)
        {
            var region = name[..vendor];
            if (region is "" or "global." || Array.IndexOf(BedrockRegions, region) >= 0)
            {
                isRegional = region is not ("" or "global.");
                name = name[(vendor + "anthropic.".Length)..];
            }
        }

        var at = name.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? name : name[..at];
    }

    [GeneratedRegex(@"\[\d+m\]$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ContextSuffix();

    [GeneratedRegex(@"-v\d+(:\d+)?(:\d+k)?$", RegexOptions.CultureInvariant)]
    private static partial Regex BedrockVersion();

    [GeneratedRegex(@"-20\d{6}$", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
