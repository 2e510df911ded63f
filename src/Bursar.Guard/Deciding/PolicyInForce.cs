using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>
/// The policy that holds in a session: the files as they are now, and beside them those that were changed or taken away
/// since the session began, as they were then. All their limits hold, so a change can tighten at once and loosen only when
/// a human confirms it.
/// </summary>
/// <param name="Policy">What holds.</param>
/// <param name="Changed">Files of which an earlier version still holds.</param>
internal sealed record PolicyInForce(EffectivePolicy Policy, IReadOnlyList<string> Changed)
{
    /// <summary>In a transaction. The first sight of a session pins what holds from then on.</summary>
    public static PolicyInForce Find(LedgerStore ledger, string session, PolicyTexts current, bool isNew)
    {
        var now = current.Policy;
        if (isNew)
        {
            // A file that cannot be read is not pinned: mending it must be enough.
            var broken = now.Broken.Select(policy => policy.Path).ToHashSet(StringComparer.Ordinal);
            PinnedPolicies.Replace(ledger, session, current.Where(text => !broken.Contains(text.Path)));
            return new PolicyInForce(now, []);
        }

        var changed = PinnedPolicies.Read(ledger, session).Where(pinned => !current.Contains(pinned)).ToList();
        return changed.Count == 0
            ? new PolicyInForce(now, [])
            : new PolicyInForce(WithChangedPrices(PolicyFiles.Read([.. current, .. changed]), now, PolicyFiles.Read(changed), session), [.. changed.Select(pinned => pinned.Path)]);
    }

    /// <summary>
    /// Prices hold for the whole ledger, so earlier ones cannot hold beside new ones: a session whose file changed them
    /// stands still until a human says which.
    /// </summary>
    private static EffectivePolicy WithChangedPrices(EffectivePolicy all, EffectivePolicy now, EffectivePolicy before, string session)
    {
        var changed = before.Files.Where(old => !old.Prices.SequenceEqual(now.Files.FirstOrDefault(file => file.Path == old.Path)?.Prices ?? [])).ToList();
        return changed.Count == 0 ? all : all with
        {
            Broken = [.. all.Broken, .. changed.Select(old => new BrokenPolicy(old.Path, old.Source,
                [$"{old.Path}: $.pricing: its prices changed since this session began. `bursar policy confirm --session {session}` in a terminal of your own lets the session go by the new ones."]))],
        };
    }
}
