namespace Bursar.Policy;

/// <summary>The time a budget counts over, in local days.</summary>
public enum BudgetPeriod
{
    Session,
    Day,
    Week,
    Month,
    Total,
}

public static class BudgetPeriods
{
    public static IReadOnlyList<string> Words { get; } = ["session", "day", "week", "month", "total"];

    public static string Word(this BudgetPeriod period) => Words[(int)period];

    public static BudgetPeriod? Parse(string? word)
    {
        for (var i = 0; i < Words.Count; i++)
        {
            if (string.Equals(Words[i], word, StringComparison.Ordinal))
            {
                return (BudgetPeriod)i;
            }
        }

        return null;
    }
}

/// <summary>One limit: used ≥ value is a breach.</summary>
/// <param name="Kind">What is bounded.</param>
/// <param name="Value">In the unit of the kind; zero allows nothing.</param>
/// <param name="Enforcement">When it is judged.</param>
public sealed record Limit(LimitKind Kind, Int128 Value, Enforcement Enforcement);

/// <summary>Limits over a period and a part of the usage. The <c>limits</c> block of a policy is the budget without a name.</summary>
/// <param name="Name">Null for the <c>limits</c> block.</param>
/// <param name="WarnAt">Shares of a limit, 0 to 1, at which the user is warned.</param>
public sealed record Budget(string? Name, BudgetPeriod Period, Scope Scope, IReadOnlyList<Limit> Limits, IReadOnlyList<decimal> WarnAt)
{
    /// <summary>What a limit is called in states, reports and messages: <c>maxTurns</c>, <c>daily/maxSpendUSD</c>.</summary>
    public string NameOf(Limit limit) => Name is null ? limit.Kind.Key() : $"{Name}/{limit.Kind.Key()}";
}
