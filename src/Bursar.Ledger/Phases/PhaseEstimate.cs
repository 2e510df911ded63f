using System.Globalization;
using Bursar.Pricing;

namespace Bursar.Ledger.Phases;

/// <summary>What a phase was expected to take, before it began.</summary>
/// <param name="Cost">Picodollars; null for none.</param>
/// <param name="Tokens">Of all kinds: input, output, cache writes and cache reads; null for none.</param>
public readonly record struct PhaseEstimate(long? Cost, long? Tokens)
{
    private const decimal MaxDollars = 1_000_000;
    private const long MaxTokens = 1_000_000_000_000;

    public static PhaseEstimate None => default;

    /// <summary>Checks what a user gave; <paramref name="usd"/> and <paramref name="tokens"/> name it in errors.</summary>
    public static PhaseEstimate Of(decimal? dollars, long? count, string usd = "--estimate-usd", string tokens = "--estimate-tokens")
    {
        if (dollars is { } amount && (amount is <= 0 or > MaxDollars || !decimal.IsInteger(amount * Money.PerDollar)))
        {
            throw UserError.BadInput(string.Create(CultureInfo.InvariantCulture, $"{usd}: {amount} is no estimate; expected more than 0 and at most {MaxDollars:0} dollars."));
        }

        if (count is <= 0 or > MaxTokens)
        {
            throw UserError.BadInput(string.Create(CultureInfo.InvariantCulture, $"{tokens}: {count} is no estimate; expected a whole number above 0."));
        }

        return new PhaseEstimate(dollars is { } some ? (long)(some * Money.PerDollar) : null, count);
    }
}
