using System.Globalization;
using Bursar.Pricing;

namespace Bursar.Cli.Rendering;

/// <summary>Numbers as people and as programs read them.</summary>
internal static class Numbers
{
    public static Cell Count(long value) => new(value.ToString("#,0", CultureInfo.InvariantCulture), value.ToString(CultureInfo.InvariantCulture));

    /// <summary>So many of something whose plural takes an s.</summary>
    public static string Of(long count, string what) => $"{Count(count).Text} {what}{(count == 1 ? "" : "s")}";

    public static Cell Cost(Int128 pico) => new(Money.Format(pico), Exact(pico));

    /// <summary>Dollars to the last digit.</summary>
    public static string Exact(Int128 pico) => Money.ToDollars(pico).ToString("0.############", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
    };
}
