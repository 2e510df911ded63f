using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Rollups;
using Bursar.Policy;

namespace Bursar.Guard.Dashboards;

/// <summary>
/// What budgets limit beside the spend of a day, week or month, which has a forecast: tokens, turns and tool calls, and whatever
/// counts over all time. Limits of single sessions are no budgets.
/// </summary>
internal static class OtherLimits
{
    /// <summary>In a write transaction. How the user pays is not asked: what is used of a limit is the same.</summary>
    public static List<LimitStatus> Find(LedgerStore ledger, LocalTime time, long now, EffectivePolicy policy)
    {
        var found = new List<LimitStatus>();
        var allowed = Overrides.OfBudgets(ledger, now);
        var periods = new Dictionary<BudgetPeriod, IReadOnlyList<SpendRow>>();
        foreach (var file in policy.Files)
        {
            foreach (var budget in file.Budgets)
            {
                if (budget.Period == BudgetPeriod.Session || !budget.Limits.Any(limit => IsOther(budget, limit)))
                {
                    continue;
                }

                if (!periods.TryGetValue(budget.Period, out var spent))
                {
                    var since = Situation.Start(time, budget.Period, now);
                    periods.Add(budget.Period, spent = [.. SpendQuery.Since(ledger, since, long.MaxValue), .. new GuardBook(ledger).CallsInsteadOfTranscripts(since, long.MaxValue)]);
                }

                found.AddRange(Judge.One(file, budget, AuthMode.ApiKey, Judge.Sum(spent, budget.Scope), kind => Overrides.For(allowed, budget, kind)).Where(status => IsOther(budget, status.Limit)));
            }
        }

        return [.. found.OrderBy(status => status.Budget.Period).ThenBy(status => status.Name, StringComparer.Ordinal).ThenBy(status => status.File.Path, StringComparer.Ordinal)];
    }

    private static bool IsOther(Budget budget, Limit limit) =>
        limit.Kind is not LimitKind.WallTime && (limit.Kind is not LimitKind.Spend || budget.Period is BudgetPeriod.Total);
}
