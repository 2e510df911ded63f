namespace Bursar.Ledger.Reports;

/// <summary>One row of the ledger as a report needs it. Texts are ids of the name table.</summary>
internal struct UsageRow
{
    /// <summary>Microseconds of UTC; null for a line without a timestamp.</summary>
    public long? At;
    public long? Model;
    public long? Session;
    public long? Project;
    public long? Agent;
    public long? Skill;
    public long? Plugin;
    public long? McpServer;
    public long? Branch;

    /// <summary>Type and name of the action, as <see cref="Actions.ActionKey"/> puts them in one number.</summary>
    public long? Action;

    /// <summary>The tools whose results it reads first.</summary>
    public long? Answers;
    public long Input;
    public long Output;
    public long CacheWrite5m;
    public long CacheWrite1h;
    public long CacheRead;
    public long WebSearches;
    public bool IsTurn;
    public bool IsUnfinished;
    public bool IsResponse;
    public bool IsUnpriced;
    public long Cost;
}
