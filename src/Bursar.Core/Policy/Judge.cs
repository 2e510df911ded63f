namespace Bursar.Policy;

/// <summary>One limit against what was used.</summary>
/// <param name="File">The policy file that set it.</param>
/// <param name="Value">The limit, what a human has allowed on top included.</param>
/// <param name="Allowed">What a human has allowed on top.</param>
/// <param name="Advisory">Why a breach does not stop anything; null when the limit binds.</param>
/// <param name="Step">What one more response like the largest so far would add.</param>
public sealed record LimitStatus(PolicyFile File, Budget Budget, Limit Limit, Int128 Used, Int128 Value, Int128 Allowed, string? Advisory, Int128 Step)
{
    /// <summary>What was used is the client's own figure, not that of the transcripts.</summary>
    public bool IsReported { get; init; }

    public string Name => Budget.NameOf(Limit);

    public bool IsBreached => Used >= Value;

    /// <summary>Whether the breach is one, advice apart.</summary>
    public bool IsBindingBreach => IsBreached && Advisory is null;

    /// <summary>Whether it stops the session now.</summary>
    public bool Stops => IsBindingBreach && Limit.Enforcement == Enforcement.FailFast;

    public Int128 Remaining => Int128.Max(0, Value - Used);
}

/// <summary>Holds every limit of every policy file against what was used. All are judged: none hides another.</summary>
public static class Judge
{
    /// <param name="policy">The limits.</param>
    /// <param name="authMode">How the session pays: only by the token do spend limits bind.</param>
    /// <param name="spent">The parts of what was used in a period.</param>
    /// <param name="seconds">The session's duration.</param>
    /// <param name="allowed">What a human has allowed on top of a budget's limit.</param>
    public static IReadOnlyList<LimitStatus> All(EffectivePolicy policy, AuthMode authMode, Func<BudgetPeriod, IReadOnlyList<SpendRow>> spent, long seconds, Func<Budget, LimitKind, Int128> allowed)
    {
        var statuses = new List<LimitStatus>();
        foreach (var file in policy.Files)
        {
            foreach (var budget in file.Budgets)
            {
                var used = Sum(spent(budget.Period), budget.Scope);
                used.Seconds = seconds;
                statuses.AddRange(One(file, budget, authMode, used, kind => allowed(budget, kind)));
            }
        }

        return statuses;
    }

    /// <summary>The limits of one budget against what was used under it.</summary>
    public static IEnumerable<LimitStatus> One(PolicyFile file, Budget budget, AuthMode authMode, Spent used, Func<LimitKind, Int128> allowed)
    {
        foreach (var limit in budget.Limits)
        {
            var extra = allowed(limit.Kind);
            yield return new LimitStatus(file, budget, limit, limit.Kind == LimitKind.Spend ? file.Basis.Of(used) : used.Of(limit.Kind, file.CountsCacheReads), limit.Value + extra, extra,
                Advice(file, limit, used, authMode), used.Step(limit.Kind))
            {
                IsReported = limit.Kind == LimitKind.Spend && file.Basis.Of(used) != used.Cost,
            };
        }
    }

    public static Spent Sum(IEnumerable<SpendRow> rows, Scope scope)
    {
        var sum = new Spent();
        foreach (var row in rows)
        {
            if (scope.Matches(row.Context))
            {
                sum.Add(row.Spent);
            }
        }

        return sum;
    }

    private static string? Advice(PolicyFile file, Limit limit, Spent used, AuthMode authMode) =>
        limit.Kind != LimitKind.Spend ? null
        : authMode == AuthMode.Subscription ? "a subscription is not billed by the token"
        : authMode == AuthMode.Unknown ? "it is not known how this session pays"
        : used.UnpricedTokens > 0 && !file.EnforcesUnpriced ? "a part of the cost has no known price"
        : null;
}
