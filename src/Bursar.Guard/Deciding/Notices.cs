using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>What is said once: warnings at their thresholds, limits that are only advice, policies that changed.</summary>
internal sealed class Notices(LedgerStore ledger, GuardEnvironment environment, Sentences sentences, HookEvent hook)
{
    private readonly GuardBook _book = new(ledger);
    private readonly List<string> _said = [];

    /// <summary>All that there is to say now; null when there is nothing.</summary>
    public string? Text => _said.Count == 0 ? null : string.Join('\n', _said);

    public void Add(Situation situation, IReadOnlyList<string> changedPolicies, bool isBroken)
    {
        foreach (var limit in situation.Limits)
        {
            if (!limit.IsBreached)
            {
                Warn(limit);
            }
            else if (limit.Advisory is not null)
            {
                Say($"advice:{Key(limit)}", sentences.Advice(limit));
            }
        }

        if (changedPolicies.Count > 0 && !isBroken)
        {
            Say($"changed:{string.Join('|', changedPolicies)}", sentences.Changed(changedPolicies));
        }
    }

    /// <summary>Said once: the hook that would say it again is started after every batch.</summary>
    public void AddUnasked(string reason) => Say("unasked", reason, isInJournal: true);

    public void AddUncountable(string fault) => Say("uncountable", $"Bursar: {fault} The limits are judged by the rest.");

    /// <returns>Whether it was new.</returns>
    public bool AddAnomaly(string what, string text) => Say($"anomaly:{what}", text);

    /// <summary>Limits that are judged when a session or subagent ends.</summary>
    public void AddAtEnd(Situation situation)
    {
        foreach (var limit in situation.Limits.Where(limit => limit is { IsBindingBreach: true, Limit.Enforcement: Enforcement.PostHoc }))
        {
            Say($"end:{Key(limit)}", sentences.AtEnd(limit));
        }
    }

    private void Warn(LimitStatus limit)
    {
        var reached = limit.Budget.WarnAt.Where(share => (decimal)limit.Used >= share * (decimal)limit.Value).ToList();
        var isNew = false;
        foreach (var share in reached)
        {
            isNew |= _book.SaysFirst(hook.SessionId!, FormattableString.Invariant($"warn:{Key(limit)}:{share}"));
        }

        if (isNew)
        {
            Enter(sentences.Warning(limit, reached[^1]));
        }
    }

    private bool Say(string what, string text, bool isInJournal = false)
    {
        var isNew = _book.SaysFirst(hook.SessionId!, what);
        if (isNew && isInJournal)
        {
            _said.Add(text);
        }
        else if (isNew)
        {
            Enter(text);
        }

        return isNew;
    }

    private void Enter(string text)
    {
        _said.Add(text);
        Journal.Write(ledger, new JournalEntry(environment.Now, JournalKind.Warning, hook.SessionId, hook.Name, text));
    }

    /// <summary>A new day's budget warns anew.</summary>
    private string Key(LimitStatus limit) => FormattableString.Invariant($"{limit.File.Path}:{limit.Name}:{Situation.Start(environment.Time, limit.Budget.Period, environment.Now)}");
}
