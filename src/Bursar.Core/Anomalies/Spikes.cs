using System.Globalization;
using Bursar.Pricing;

namespace Bursar.Anomalies;

/// <summary>An amount of a kind: a day, an hour, a session, a skill in a session, a subagent.</summary>
/// <param name="Group">Amounts of one group are each other's history.</param>
/// <param name="From">Microseconds of UTC; earlier ones are the history of later ones.</param>
public sealed record AmountSpent(string Of, string Group, string Subject, string? Session, string? AgentId, long From, long Until, Int128 Cost, long Responses);

/// <summary>Finds amounts far outside of what came before them.</summary>
public static class Spikes
{
    /// <summary>Smaller amounts, in dollars, are not worth a word.</summary>
    public const double LeastDollars = 1;

    /// <summary>Of the latest so many, the history is made.</summary>
    private const int MaxHistory = 200;

    /// <param name="amounts">In any order.</param>
    /// <param name="least">How many earlier ones there must be.</param>
    /// <param name="leastDollars">Smaller ones are passed over.</param>
    public static IEnumerable<Finding> Find(IEnumerable<AmountSpent> amounts, FindingKind kind, int least, double leastDollars)
    {
        foreach (var group in amounts.GroupBy(amount => amount.Group, StringComparer.Ordinal))
        {
            var earlier = new List<double>();
            foreach (var amount in group.OrderBy(amount => amount.From).ThenBy(amount => amount.Subject, StringComparer.Ordinal))
            {
                var dollars = (double)Money.ToDollars(amount.Cost);
                if (dollars >= leastDollars && Judge(amount, kind, new OwnHistory(earlier.TakeLast(MaxHistory)), least) is { } finding)
                {
                    yield return finding;
                }

                if (dollars > 0)
                {
                    earlier.Add(dollars);
                }
            }
        }
    }

    /// <summary>One amount against earlier ones of its kind.</summary>
    public static Finding? Judge(AmountSpent amount, FindingKind kind, OwnHistory history, int least)
    {
        var dollars = (double)Money.ToDollars(amount.Cost);
        if (!history.IsFarOutside(dollars, least))
        {
            return null;
        }

        var median = (Int128)(history.Median * Money.PerDollar);
        var factor = dollars / history.Median;
        return new Finding(kind, amount.Of, amount.Subject, amount.Session, amount.AgentId, amount.From, amount.Until, amount.Cost, kind == FindingKind.Spike ? null : amount.Responses, median,
            string.Create(CultureInfo.InvariantCulture, $"It cost {Money.Format(amount.Cost)}, {factor:0.#} times the {Money.Format(median)} that is usual of {history.Count} before."),
            factor >= 10 ? Severity.Critical : Severity.Warning);
    }
}
