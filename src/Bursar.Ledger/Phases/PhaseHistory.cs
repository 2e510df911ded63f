using Bursar.Estimating;
using Bursar.Pricing;

namespace Bursar.Ledger.Phases;

/// <summary>The phases that have ended, for estimates to learn from.</summary>
public static class PhaseHistory
{
    public static Estimates Read(LedgerStore ledger) => new(
        [.. PhaseReport.Build(ledger, PhaseFilter.Everything).Phases.Where(phase => phase.Ended is not null).Select(phase => new PastPhase(
            phase.Name, Dollars(phase.Estimate.Cost), phase.Whole.HasUnpriced ? null : Dollars(phase.Whole.Cost), phase.Estimate.Tokens, phase.Whole.Total))]);

    /// <summary>An estimate, corrected by what earlier ones were worth, in each unit that was estimated.</summary>
    public static IReadOnlyList<Suggestion> Suggest(Estimates estimates, string name, PhaseEstimate estimate)
    {
        name = PhaseLabel.Check(name, "The phase's name");
        var suggestions = new List<Suggestion>();
        if (Dollars(estimate.Cost) is { } dollars)
        {
            suggestions.Add(estimates.Suggest(name, EstimateUnit.Dollars, dollars));
        }

        if (estimate.Tokens is { } tokens)
        {
            suggestions.Add(estimates.Suggest(name, EstimateUnit.Tokens, tokens));
        }

        return suggestions;
    }

    private static double? Dollars(Int128? pico) => pico is { } some ? (double)Money.ToDollars(some) : null;
}
