using System.Text.Json;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Guard;

/// <summary>
/// Which limits a session had reached when they could last be judged, by its state file. Asked when they cannot be judged
/// now: a failure is no way out of a limit that is known to be reached. It can only stop; what may run nobody reads there.
/// </summary>
internal static class LastKnownStops
{
    /// <summary>A state is some kilobytes.</summary>
    private const long MaxLength = 1_000_000;

    public static IReadOnlyList<LimitStatus> Find(GuardEnvironment environment, HookEvent hook, EffectivePolicy policy)
    {
        if (hook.SessionId is not { } session || !hook.CanStop)
        {
            return [];
        }

        try
        {
            if (SmallFile.Read(StateFile.PathOf(environment.Paths, session), MaxLength) is not { } text)
            {
                return [];
            }

            var state = JsonElement.Parse(text);
            var at = Timestamp.Of(state.GetProperty("updated_at").GetDateTimeOffset());
            var context = new Context(SessionGuard.Project(environment, hook), null, null, null, hook.AgentId is null ? null : hook.AgentType);
            var stops = new List<LimitStatus>();
            foreach (var known in state.GetProperty("limits").EnumerateArray())
            {
                if (Of(known, policy) is { Stops: true } limit && limit.Budget.Scope.Matches(context) && IsStill(environment, limit.Budget.Period, at))
                {
                    stops.Add(limit);
                }
            }

            return stops;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException or UserError)
        {
            // Nothing is known, and the failure that led here is told already.
            return [];
        }
    }

    /// <summary>The limit as the policy has it now: one that was raised or removed since stops nothing.</summary>
    private static LimitStatus? Of(JsonElement known, EffectivePolicy policy)
    {
        var (path, name) = (known.GetProperty("file").GetString(), known.GetProperty("name").GetString());
        foreach (var file in policy.Files)
        {
            foreach (var budget in file.Budgets)
            {
                foreach (var limit in budget.Limits)
                {
                    if (string.Equals(file.Path, path, StringComparison.Ordinal) && string.Equals(budget.NameOf(limit), name, StringComparison.Ordinal))
                    {
                        var allowed = Exact(limit.Kind, known.GetProperty("allowed"));
                        return new LimitStatus(file, budget, limit, Exact(limit.Kind, known.GetProperty("used")), limit.Value + allowed, allowed, known.GetProperty("advisory_reason").GetString(), 0);
                    }
                }
            }
        }

        return null;
    }

    private static Int128 Exact(LimitKind kind, JsonElement number) => (Int128)(number.GetDecimal() * (kind == LimitKind.Spend ? Money.PerDollar : 1));

    private static bool IsStill(GuardEnvironment environment, BudgetPeriod period, long at) =>
        period is BudgetPeriod.Session or BudgetPeriod.Total || Situation.Start(environment.TimeAfterFailure, period, at) == Situation.Start(environment.TimeAfterFailure, period, environment.Now);
}
