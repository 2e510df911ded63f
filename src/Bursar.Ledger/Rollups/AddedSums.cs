using System.Runtime.InteropServices;
using Bursar.Ledger.Sqlite;
using Bursar.Transcripts;

namespace Bursar.Ledger.Rollups;

/// <summary>What tells kept sums apart. Ids of the name table; 0 for none, and -1 for no quarter.</summary>
internal readonly record struct SumKey(long Session, long Quarter, long Project, long Branch, long Model, long Skill, long Agent, long AgentId) : IComparable<SumKey>
{
    /// <summary>The order of the tables' keys.</summary>
    public int CompareTo(SumKey other) =>
        Session != other.Session ? Session.CompareTo(other.Session)
        : Quarter != other.Quarter ? Quarter.CompareTo(other.Quarter)
        : (Project, Branch, Model, Skill, Agent, AgentId).CompareTo((other.Project, other.Branch, other.Model, other.Skill, other.Agent, other.AgentId));
}

/// <summary>What a row adds to the sums, or what several rows do.</summary>
internal struct RowSums
{
    public long Messages, Turns, Unfinished, UnpricedMessages, UnpricedRows, UnpricedTokens;
    public long Input, Output, CacheWrite5m, CacheWrite1h, CacheRead, WebSearches, Cost, ToolCalls;
    public long MaxCost, MaxInput, MaxOutput;
    public long? First, Last;

    /// <summary>A response, or a pass billed beside one.</summary>
    public static RowSums Of(in Usage usage, long? at, bool isMessage, bool isMain, bool isFinal, bool isUnpriced, long cost, long toolCalls)
    {
        var input = usage.Input + usage.CacheWrite5m + usage.CacheWrite1h + usage.CacheRead;
        return new RowSums
        {
            Messages = isMessage ? 1 : 0,
            Turns = isMessage && isMain ? 1 : 0,
            Unfinished = isMessage && !isFinal ? 1 : 0,
            UnpricedMessages = isMessage && isUnpriced ? 1 : 0,
            UnpricedRows = isUnpriced ? 1 : 0,
            UnpricedTokens = isUnpriced ? input + usage.Output : 0,
            Input = usage.Input,
            Output = usage.Output,
            CacheWrite5m = usage.CacheWrite5m,
            CacheWrite1h = usage.CacheWrite1h,
            CacheRead = usage.CacheRead,
            WebSearches = usage.WebSearches,
            Cost = cost,
            ToolCalls = toolCalls,
            MaxCost = cost,
            MaxInput = input,
            MaxOutput = usage.Output,
            First = at,
            Last = at,
        };
    }

    public void Add(in RowSums row)
    {
        Messages += row.Messages;
        Turns += row.Turns;
        Unfinished += row.Unfinished;
        UnpricedMessages += row.UnpricedMessages;
        UnpricedRows += row.UnpricedRows;
        UnpricedTokens += row.UnpricedTokens;
        Input += row.Input;
        Output += row.Output;
        CacheWrite5m += row.CacheWrite5m;
        CacheWrite1h += row.CacheWrite1h;
        CacheRead += row.CacheRead;
        WebSearches += row.WebSearches;
        // 9.2 million dollars fit a row. What is beyond must not turn into a debt: it stays at the most there is.
        Cost = Cost > long.MaxValue - row.Cost ? long.MaxValue : Cost + row.Cost;
        ToolCalls += row.ToolCalls;
        MaxCost = Math.Max(MaxCost, row.MaxCost);
        MaxInput = Math.Max(MaxInput, row.MaxInput);
        MaxOutput = Math.Max(MaxOutput, row.MaxOutput);
        First = row.First is { } first && !(First <= first) ? first : First;
        Last = row.Last is { } last && !(Last >= last) ? last : Last;
    }
}

/// <summary>Rows of responses, summed as the tables of kept sums are.</summary>
internal sealed class AddedSums
{
    /// <summary>Keys, counters and ends of a row of the tables.</summary>
    public const int Parameters = 27;

    private readonly Dictionary<SumKey, RowSums> _sums = [];

    public bool IsEmpty => _sums.Count == 0;

    public void Add(in SumKey key, in RowSums row) => CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _).Add(row);

    /// <summary>Adds a response of the ledger.</summary>
    /// <param name="row">Its columns in the order of <see cref="RollupTable.Columns"/>.</param>
    /// <param name="cost">In picodollars.</param>
    /// <param name="isUnpriced">Whether that is not all of it.</param>
    public void Add(Statement row, long cost, bool isUnpriced)
    {
        var at = row.Int64OrNull(1);
        Add(
            new SumKey(row.Int64(0), QuarterOf(at), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6), row.Int64(7)),
            RowSums.Of(RollupTable.UsageOf(row), at, isMessage: row.Int64(8) == 0, isMain: row.Int64(9) == 0, isFinal: row.Int64(10) != 0, isUnpriced, cost, toolCalls: row.Int64(17)));
    }

    public static long QuarterOf(long? at) => at is { } instant ? instant / RollupTable.Quarter : -1;

    public void Clear() => _sums.Clear();

    /// <summary>
    /// By quarter, or over each session's life, in the order of the table's key: rows that follow each other fill one page
    /// after the other.
    /// </summary>
    public void ForEach(bool byQuarter, Action<SumKey, RowSums> lay)
    {
        var sums = byQuarter ? _sums : OverLife();
        var keys = new SumKey[sums.Count];
        sums.Keys.CopyTo(keys, 0);
        if (keys.Length > 1)
        {
            Array.Sort(keys);
        }

        foreach (var key in keys)
        {
            lay(key, sums[key]);
        }
    }

    private Dictionary<SumKey, RowSums> OverLife()
    {
        var sums = new Dictionary<SumKey, RowSums>();
        foreach (var (key, row) in _sums)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(sums, key with { Quarter = 0 }, out _).Add(row);
        }

        return sums;
    }

    /// <summary>In the order of the columns.</summary>
    public static Statement Bind(Statement row, in SumKey key, in RowSums sums) => row
        .Bind(1, key.Session).Bind(2, key.Quarter).Bind(3, key.Project).Bind(4, key.Branch).Bind(5, key.Model).Bind(6, key.Skill).Bind(7, key.Agent).Bind(8, key.AgentId)
        .Bind(9, sums.Messages).Bind(10, sums.Turns).Bind(11, sums.Unfinished).Bind(12, sums.UnpricedMessages).Bind(13, sums.UnpricedRows).Bind(14, sums.UnpricedTokens)
        .Bind(15, sums.Input).Bind(16, sums.Output).Bind(17, sums.CacheWrite5m).Bind(18, sums.CacheWrite1h).Bind(19, sums.CacheRead).Bind(20, sums.WebSearches)
        .Bind(21, sums.Cost).Bind(22, sums.ToolCalls).Bind(23, sums.MaxCost).Bind(24, sums.MaxInput).Bind(25, sums.MaxOutput).Bind(26, sums.First).Bind(27, sums.Last);
}
