using System.Globalization;
using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Guard.StatusLine;

/// <summary>What is left of a limit, in as few words as can tell: <c>$1.20 left of $5 today</c>.</summary>
internal static class LeftText
{
    public static string Of(LimitStatus limit)
    {
        var kind = limit.Limit.Kind;
        var name = limit.Budget is { Scope.IsEverything: false, Name: { } budget } ? $" ({DisplayText.Clean(budget)})" : "";
        var weight = limit.Advisory is not null ? ", advisory" : limit.Limit.Enforcement == Enforcement.PostHoc ? ", judged at the end" : "";
        return $"{Amount(kind, limit.Remaining)}{Unit(kind, limit.Remaining)} left of {Amount(kind, limit.Value)}{Period(limit.Budget.Period)}{name}{weight}";
    }

    private static string Amount(LimitKind kind, Int128 amount) => kind switch
    {
        LimitKind.Spend => Dollars(amount),
        LimitKind.WallTime => Duration((long)amount),
        _ => Count((long)amount),
    };

    /// <summary>What is left is never shown as more than it is.</summary>
    private static string Dollars(Int128 pico)
    {
        var dollars = Math.Floor(Money.ToDollars(pico) * 100) / 100;
        return "$" + dollars.ToString(dollars == Math.Floor(dollars) ? "#,0" : "#,0.00", CultureInfo.InvariantCulture);
    }

    private static string Count(long count) => count switch
    {
        < 10_000 => count.ToString("#,0", CultureInfo.InvariantCulture),
        < 1_000_000 => (count / 1000).ToString(CultureInfo.InvariantCulture) + "k",
        _ => (Math.Floor(count / 100_000m) / 10).ToString("0.#", CultureInfo.InvariantCulture) + "M",
    };

    private static string Duration(long seconds) => seconds switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min"),
        _ when seconds % 3600 < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600} h {seconds / 60 % 60:00} min"),
    };

    private static string Unit(LimitKind kind, Int128 amount) => kind switch
    {
        LimitKind.TokensIn => " tokens in",
        LimitKind.TokensOut => " tokens out",
        LimitKind.Turns => amount == 1 ? " turn" : " turns",
        LimitKind.ToolCalls => amount == 1 ? " tool call" : " tool calls",
        _ => "",
    };

    private static string Period(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Day => " today",
        BudgetPeriod.Week => " this week",
        BudgetPeriod.Month => " this month",
        BudgetPeriod.Total => " in all",
        _ => "",
    };
}
