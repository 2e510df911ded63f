using Bursar.Pricing;

namespace Bursar.Ledger.Reports;

/// <summary>How fast the open window is being used, counted from its first response to its last.</summary>
/// <param name="CostPerHour">Dollars.</param>
/// <param name="ProjectedCost">Dollars, when the window closes.</param>
public sealed record BurnRate(decimal TokensPerMinute, decimal CostPerHour, long ProjectedTokens, decimal ProjectedCost, long RemainingMinutes)
{
    /// <summary>What came within less tells of no rate: one long response would be projected over hours.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    public static BurnRate? Of(Block block, DateTimeOffset now)
    {
        if (!block.IsActive || block.FirstActivity is not { } first || block.LastActivity is not { } last || last - first < Least)
        {
            return null;
        }

        var minutes = (decimal)(last - first).TotalMinutes;
        var tokens = block.Sums.Total / minutes;
        var cost = Money.ToDollars(block.Sums.Cost) / minutes;
        var remaining = (decimal)Math.Max(0, (block.End!.Value - now).TotalMinutes);
        return new BurnRate(Math.Round(tokens, 4), Math.Round(cost * 60, 6), (long)Math.Round(block.Sums.Total + (tokens * remaining)),
            Math.Round(Money.ToDollars(block.Sums.Cost) + (cost * remaining), 6), (long)Math.Round(remaining));
    }
}
