using Bursar.Ledger.Rollups;
using Bursar.Policy;

namespace Bursar.Guard.StatusLine;

/// <summary>What the ledger says for a status line; what it does not know is null.</summary>
internal sealed record StatusFigures
{
    public static StatusFigures None { get; } = new();

    /// <summary>What this session cost, its subagents included; null before its first response is in the ledger.</summary>
    public CostSum? Session { get; init; }

    /// <summary>What all sessions in the ledger cost since local midnight.</summary>
    public CostSum? Today { get; init; }

    /// <summary>Picodollars an hour, over the last hour or the session's life if that is shorter; null when nothing was used in it.</summary>
    public Int128? Burn { get; init; }

    /// <summary>Of the limits that hold for what is going on, the one of which the largest share is used.</summary>
    public LimitStatus? Nearest { get; init; }

    /// <summary>What cannot be read, so that the guard stops everything: a policy, or what limits are judged by; null when all can.</summary>
    public string? Unreadable { get; init; }
}
