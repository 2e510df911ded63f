using System.Globalization;
using Bursar.Pricing;

namespace Bursar.Policy;

/// <summary>Amounts of what limits bound, in the unit of their <see cref="LimitKind"/>, as people and as JSON write them.</summary>
public static class Amount
{
    /// <summary>For people: <c>$10.02</c>, <c>512,340 tokens</c>, <c>1 h 02 min</c>.</summary>
    public static string Text(LimitKind kind, Int128 amount) => kind switch
    {
        LimitKind.Spend => Dollars(Money.ToDollars(amount)),
        LimitKind.WallTime => Duration((long)amount),
        _ => $"{((long)amount).ToString("#,0", CultureInfo.InvariantCulture)} {Unit(kind)}{(amount == 1 ? "" : "s")}",
    };

    /// <summary>For JSON: dollars for spend, whole numbers for everything else.</summary>
    public static decimal Number(LimitKind kind, Int128 amount) => kind == LimitKind.Spend ? Money.ToDollars(amount) / 1.0000000000000000000000000000m : (decimal)amount;

    /// <summary>Below a dollar a limit and what was used of it may differ by less than a cent.</summary>
    private static string Dollars(decimal dollars) => "$" + dollars.ToString(dollars < 1 ? "0.00##" : "#,0.00", CultureInfo.InvariantCulture);

    private static string Unit(LimitKind kind) => kind switch
    {
        LimitKind.Turns => "turn",
        LimitKind.ToolCalls => "tool call",
        LimitKind.TokensIn => "input token",
        _ => "output token",
    };

    private static string Duration(long seconds) => seconds switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min {seconds % 60:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600} h {seconds / 60 % 60:00} min"),
    };
}
