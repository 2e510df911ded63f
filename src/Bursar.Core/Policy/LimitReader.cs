using System.Globalization;
using System.Text.Json;
using Bursar.Pricing;

namespace Bursar.Policy;

/// <summary>Reads the limits of the <c>limits</c> block or of a budget, and the shares at which it warns.</summary>
internal sealed class LimitReader(PolicyFields fields)
{
    /// <summary>No session comes near it in any unit, and sums stay far from overflow.</summary>
    private const decimal MaxValue = 1_000_000_000_000;

    /// <param name="period">Null for the <c>limits</c> block.</param>
    public List<Limit> Read(JsonElement json, string at, BudgetPeriod? period)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return fields.Fail<List<Limit>>(at, $"found {PolicyFields.Kind(json)}; expected an object such as {{\"maxSpendUSD\":10}}") ?? [];
        }

        var common = Enforcement.FailFast;
        if (json.TryGetProperty("enforcement", out var word))
        {
            common = fields.Enforcement(word, $"{at}.enforcement");
        }

        var limits = new List<Limit>();
        foreach (var property in period is null ? fields.Properties(json, at, ["enforcement", "warnAt", .. LimitKinds.Keys]) : json.EnumerateObject())
        {
            if (LimitKinds.Parse(property.Name) is { } kind && LimitOf(kind, property.Value, $"{at}.{property.Name}", common) is { } limit)
            {
                limits.Add(limit);
                if (kind == LimitKind.WallTime && period is not (null or BudgetPeriod.Session))
                {
                    fields.Error($"{at}.{property.Name}", "a time limit is a session's; expected it in `limits` or in a budget with period session");
                }
            }
        }

        return limits;
    }

    public List<decimal> WarnAt(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("warnAt", out var warnAt))
        {
            return [];
        }

        if (warnAt.ValueKind != JsonValueKind.Array)
        {
            return fields.Fail<List<decimal>>($"{at}.warnAt", $"found {PolicyFields.Kind(warnAt)}; expected an array of shares such as [0.5, 0.8]") ?? [];
        }

        var shares = new List<decimal>();
        foreach (var (share, i) in warnAt.EnumerateArray().Select((share, i) => (share, i)))
        {
            if (share.ValueKind == JsonValueKind.Number && share.TryGetDecimal(out var value) && value > 0 && value < 1)
            {
                shares.Add(value);
            }
            else
            {
                fields.Error(string.Create(CultureInfo.InvariantCulture, $"{at}.warnAt[{i}]"), $"{share.GetRawText()} is no share; expected more than 0 and less than 1, such as 0.8");
            }
        }

        shares.Sort();
        return shares;
    }

    private Limit? LimitOf(LimitKind kind, JsonElement json, string at, Enforcement common)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Value(kind, json, at) is { } bare ? new Limit(kind, bare, common) : null;
        }

        Int128? value = null;
        var enforcement = common;
        var hasValue = false;
        foreach (var property in fields.Properties(json, at, ["value", "enforcement"]))
        {
            if (property.NameEquals("value"))
            {
                (hasValue, value) = (true, Value(kind, property.Value, $"{at}.value"));
            }
            else if (property.NameEquals("enforcement"))
            {
                enforcement = fields.Enforcement(property.Value, $"{at}.enforcement");
            }
        }

        if (!hasValue)
        {
            fields.Error($"{at}.value", "missing; expected a number");
        }

        return value is { } number ? new Limit(kind, number, enforcement) : null;
    }

    private Int128? Value(LimitKind kind, JsonElement json, string at)
    {
        var what = kind == LimitKind.Spend ? "an amount in USD, such as 10 or 2.50" : "a whole number";
        if (json.ValueKind != JsonValueKind.Number)
        {
            return Fail(at, $"found {PolicyFields.Kind(json)}; expected {what}, zero or more");
        }

        // What no decimal holds (1e400) is out of every range.
        if (!json.TryGetDecimal(out var number) || number > MaxValue)
        {
            return Fail(at, $"{json.GetRawText()} is too large; expected at most {MaxValue.ToString("0", CultureInfo.InvariantCulture)}");
        }

        if (number < 0)
        {
            return Fail(at, $"{json.GetRawText()} is negative; expected {what}, zero or more");
        }

        // What a decimal rounds to nothing (1e-30) is too fine as well.
        var unit = kind == LimitKind.Spend ? number * Money.PerDollar : number;
        return decimal.IsInteger(unit) && (number > 0 || IsZero(json)) ? (Int128)unit : Fail(at, $"{json.GetRawText()} is too fine; expected {what}");
    }

    private static bool IsZero(JsonElement json)
    {
        var text = json.GetRawText().AsSpan();
        var exponent = text.IndexOfAny('e', 'E');
        return (exponent < 0 ? text : text[..exponent]).IndexOfAnyInRange('1', '9') < 0;
    }

    private Int128? Fail(string at, string what)
    {
        fields.Error(at, what);
        return null;
    }
}
