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
    public static PolicyInForce Find(LedgerStore ledger, string session, IReadOnlyList<PolicyText> current, bool isNew)
    {
        var now = PolicyFiles.Read(current);
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
            : new PolicyInForce(PolicyFiles.Read([.. current, .. changed]), [.. changed.Select(pinned => pinned.Path)]);
    }
}
