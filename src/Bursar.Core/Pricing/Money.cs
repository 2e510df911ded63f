using System.Globalization;

namespace Bursar.Pricing;

/// <summary>
/// Exact US dollars as a whole number of picodollars (10⁻¹² USD): the smallest price in use, 0.01 USD per million tokens,
/// is ten thousand of them per token, so that prices, modifiers and sums stay integers. Rounded only when printed.
/// </summary>
public static class Money
{
    public const long PerDollar = 1_000_000_000_000;

    /// <summary>One USD per million tokens, in picodollars per token.</summary>
    public const long PerTokenOfDollarPerMillion = 1_000_000;

    public static decimal ToDollars(Int128 pico) => (decimal)pico / PerDollar;

    /// <summary>Dollars for people: cents, and more digits only where there are no cents to show.</summary>
    public static string Format(Int128 pico)
    {
        var dollars = ToDollars(pico);
        var format = dollars is > 0 and < 0.01m ? "0.0000" : "#,0.00";
        return "$" + dollars.ToString(format, CultureInfo.InvariantCulture);
    }
}
