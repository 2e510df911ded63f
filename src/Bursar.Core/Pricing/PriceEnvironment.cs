using System.Globalization;

namespace Bursar.Pricing;

/// <summary>Overrides from <c>BURSAR_PRICE_&lt;FAMILY&gt;_&lt;KIND&gt;</c>, in USD per million tokens.</summary>
public static class PriceEnvironment
{
    public const string Prefix = "BURSAR_PRICE_";

    internal static readonly string[] Families = ["opus", "sonnet", "haiku", "fable", "mythos"];
    private static readonly string[] Kinds = ["INPUT", "OUTPUT", "CACHE_WRITE_5M", "CACHE_WRITE_1H", "CACHE_READ"];

    public static IReadOnlyList<PriceOverride> Read(Func<string, string?> environment) => [.. Families.Select(family => Read(environment, family)).OfType<PriceOverride>()];

    /// <summary>Variables that look like prices and are none that anybody reads.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> names) => names
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && !Families.Any(family => Kinds.Any(kind => name == NameOf(family, kind))))
        .Order(StringComparer.Ordinal)
        .Select(name => $"{name}: no such price; expected {Prefix}FAMILY_KIND with {string.Join(", ", Families.Select(family => family.ToUpperInvariant()))} and {string.Join(", ", Kinds)}.");

    private static string NameOf(string family, string kind) => $"{Prefix}{family.ToUpperInvariant()}_{kind}";

    private static PriceOverride? Read(Func<string, string?> environment, string family)
    {
        var rates = Array.ConvertAll(Kinds, kind => Rate(environment, NameOf(family, kind)));
        return Array.TrueForAll(rates, rate => rate is null) ? null : new PriceOverride($"{Prefix}{family.ToUpperInvariant()}_*", null, family)
        {
            Input = rates[0],
            Output = rates[1],
            CacheWrite5m = rates[2],
            CacheWrite1h = rates[3],
            CacheRead = rates[4],
        };
    }

    private static long? Rate(Func<string, string?> environment, string name)
    {
        if (environment(name) is not { Length: > 0 } text)
        {
            return null;
        }

        // NaN and infinity are no decimals, so they cannot slip through as a price that disables a limit.
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var rate)
            ? PriceTableJson.Rate(rate, name)
            : throw UserError.BadInput($"{name}: '{text}' is not a price; expected USD per million tokens, such as 3.75.", $"Unset {name} or correct it.");
    }
}
