using System.Globalization;
using Bursar.Anomalies;
using Bursar.Ledger;
using Bursar.Ledger.Anomalies;
using Bursar.Ledger.Guarding;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>Tells what goes on out of the ordinary after each batch of tools, or stops it, if a policy asks for that.</summary>
internal sealed class AnomalyGuard(LedgerStore ledger, GuardEnvironment environment, HookEvent hook, EffectivePolicy policy)
{
    private bool IsAsked => policy.Anomalies is not null && hook.Name is ("PostToolBatch" or "PostToolUse");

    /// <summary>Whether the response that the event is about, not written yet, may be one too many.</summary>
    public bool NextResponseMayDecide => IsAsked && LiveAnomalies.IsNear(ledger, hook.SessionId!, hook.AgentId);

    /// <returns>A stop; null when nothing is to be stopped.</returns>
    public HookAnswer? Look(Notices notices)
    {
        if (!IsAsked)
        {
            return null;
        }

        var action = policy.Anomalies!.Value;

        HookAnswer? stop = null;
        foreach (var finding in LiveAnomalies.Find(ledger, hook.SessionId!, hook.AgentId).Where(finding => finding.Severity > Severity.Notice))
        {
            var stops = action == AnomalyAction.Stop && finding.Kind != FindingKind.CacheRewrite;
            var text = $"Bursar: {Name(finding)}. {finding.Why}{(stops ? " The policy stops it; a new prompt goes on." : "")}";
            if (!notices.AddAnomaly(Key(finding), text) || !stops)
            {
                continue;
            }

            Journal.Write(ledger, new JournalEntry(environment.Now, JournalKind.Stop, hook.SessionId, hook.Name, text));
            stop ??= new HookAnswer(Verdict.Stop, text);
        }

        return stop;
    }

    private static string Name(Finding finding) => finding.Kind switch
    {
        FindingKind.Loop => "this looks like a loop",
        FindingKind.ContextGrowth => "only the context grows",
        FindingKind.RunawaySubagent => "this subagent uses far more than others of its type",
        _ => "the context was written to the cache again",
    };

    /// <summary>Once, and again when it has grown by as much as it took to be found.</summary>
    private static string Key(Finding finding)
    {
        var step = finding.Kind switch { FindingKind.Loop => ThreadWatch.LoopCalls, FindingKind.ContextGrowth => ThreadWatch.Growth, _ => long.MaxValue };
        return string.Create(CultureInfo.InvariantCulture, $"{finding.Kind.Word()}:{finding.Subject}:{finding.Mark}:{(finding.Count ?? 0) / step}");
    }
}
