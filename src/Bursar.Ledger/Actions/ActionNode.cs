using Bursar.Attribution;
using Bursar.Ledger.Reports;
using Bursar.Transcripts;

namespace Bursar.Ledger.Actions;

/// <summary>A session, or a skill, subagent or automatic prompt in it, with what it set going below it.</summary>
/// <param name="type">Null for the session itself.</param>
/// <param name="name">What it goes by.</param>
/// <param name="agentId">The subagent whose node this is, or in whose thread a skill worked.</param>
public sealed class ActionNode(ActionType? type, string? name, string? agentId)
{
    private readonly List<ActionNode> _children = [];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    public ActionType? Type { get; } = type;

    public string? Name { get; } = name;

    public string? AgentId { get; } = agentId;

    /// <summary>What it did itself; all nodes' own sums add up to the session.</summary>
    public UsageSums Own { get; } = new();

    /// <summary>With everything below.</summary>
    public UsageSums Whole { get; } = new();

    /// <summary>The costliest first.</summary>
    public IReadOnlyList<ActionNode> Children => _children;

    /// <summary>From when the first request in it was sent until its last response's last line; null without timestamps.</summary>
    public TimeSpan? Duration => First is { } first && Last is { } last ? last - first : null;

    public DateTimeOffset? First => _first == long.MaxValue ? null : Timestamp.ToDateTimeOffset(_first);

    public DateTimeOffset? Last => _last == long.MinValue ? null : Timestamp.ToDateTimeOffset(_last);

    internal void Add(in UsageRow row, long? started)
    {
        Own.Add(row);
        if (row.At is { } at)
        {
            _first = Math.Min(_first, Math.Min(at, started ?? at));
            _last = Math.Max(_last, at);
        }
    }

    internal void Adopt(ActionNode child) => _children.Add(child);

    /// <summary>Sums up what is below, once every response is in.</summary>
    internal void Close()
    {
        Whole.Add(Own);
        foreach (var child in _children)
        {
            child.Close();
            Whole.Add(child.Whole);
            _first = Math.Min(_first, child._first);
            _last = Math.Max(_last, child._last);
        }

        _children.Sort((a, b) => a.Whole.Cost != b.Whole.Cost ? b.Whole.Cost.CompareTo(a.Whole.Cost)
            : a.Whole.Total != b.Whole.Total ? b.Whole.Total.CompareTo(a.Whole.Total)
            : string.CompareOrdinal(a.Name + "\n" + a.AgentId, b.Name + "\n" + b.AgentId));
    }
}
