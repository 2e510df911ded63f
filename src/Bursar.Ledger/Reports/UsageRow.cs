namespace Bursar.Ledger.Reports;

/// <summary>
/// One row of the ledger as a report needs it: a response, a pass billed beside one, or the kept sums of those of a quarter
/// of an hour. Texts are ids of the name table.
/// </summary>
internal struct UsageRow
{
    /// <summary>Microseconds of UTC of the first; null for lines without a timestamp.</summary>
    public long? At;

    /// <summary>The last; the same for a single row.</summary>
    public long? Last;
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
    public long Messages;
    public long Turns;
    public long Unfinished;
    public long UnpricedMessages;

    /// <summary>Responses and passes without a price.</summary>
    public long UnpricedRows;
    public long UnpricedTokens;
    public long Cost;

    /// <summary>Counts a single row, whose tokens are set.</summary>
    /// <param name="isResponse">False for a pass billed beside one.</param>
    public void Count(bool isResponse, bool isMain, bool isFinal, bool isUnpriced)
    {
        Messages = isResponse ? 1 : 0;
        Turns = isResponse && isMain ? 1 : 0;
        Unfinished = isResponse && !isFinal ? 1 : 0;
        UnpricedMessages = isResponse && isUnpriced ? 1 : 0;
        UnpricedRows = isUnpriced ? 1 : 0;
        UnpricedTokens = isUnpriced ? Tokens : 0;
    }

    public readonly long Tokens => Input + Output + CacheWrite5m + CacheWrite1h + CacheRead;
}
