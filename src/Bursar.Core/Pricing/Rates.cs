using Bursar.Transcripts;

namespace Bursar.Pricing;

/// <summary>What one token costs, by kind, in picodollars.</summary>
public readonly record struct Rates(long Input, long Output, long CacheWrite5m, long CacheWrite1h, long CacheRead)
{
    public Int128 Of(in Usage usage) =>
        ((Int128)usage.Input * Input) + ((Int128)usage.Output * Output) + ((Int128)usage.CacheWrite5m * CacheWrite5m)
        + ((Int128)usage.CacheWrite1h * CacheWrite1h) + ((Int128)usage.CacheRead * CacheRead);
}

/// <summary>The rates of a prompt strictly above a size; they apply to the whole request.</summary>
public sealed record LongPrompt(long Above, Rates Rates);

/// <summary>Rates and the time they were in force, from inclusive, until exclusive; null is open.</summary>
public sealed record PricePeriod(DateOnly? From, DateOnly? Until, Rates Rates, LongPrompt? LongPrompt)
{
    private readonly long _from = From is { } from ? StartOf(from) : long.MinValue;
    private readonly long _until = Until is { } until ? StartOf(until) : long.MaxValue;

    public bool Covers(long at) => at >= _from && at < _until;

    private static long StartOf(DateOnly day) => Timestamp.Of(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
}

/// <summary>A factor on the price of all tokens, as a fraction so that it stays exact.</summary>
public readonly record struct Factor(long Numerator, long Denominator)
{
    public static Factor One => new(1, 1);

    public bool IsOne => Numerator == Denominator;

    public static Factor operator *(Factor left, Factor right) => new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <summary>Exact for up to four decimals; more, or a factor that no price has, is refused.</summary>
    public static Factor From(decimal value, object where)
    {
        const int Scale = 10_000;
        return value is > 0 and <= 100 && decimal.IsInteger(value * Scale)
            ? new Factor((long)(value * Scale), Scale)
            : throw UserError.BadInput($"{where}: {value.ToString(System.Globalization.CultureInfo.InvariantCulture)} is no factor of a price; expected more than 0, at most 100, and at most four decimals.");
    }

    /// <summary>Rounds half to even at 10⁻¹² USD; exact for every rate with up to four decimals per million.</summary>
    public Int128 Of(Int128 pico)
    {
        if (IsOne)
        {
            return pico;
        }

        var (quotient, remainder) = Int128.DivRem(pico * Numerator, Denominator);
        var twice = remainder * 2;
        return twice > Denominator || (twice == Denominator && Int128.IsOddInteger(quotient)) ? quotient + 1 : quotient;
    }

    public decimal ToDecimal() => (decimal)Numerator / Denominator;
}
