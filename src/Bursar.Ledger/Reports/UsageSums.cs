namespace Bursar.Ledger.Reports;

/// <summary>The counters of every view. Sums of rows are the sums of their parts to the last digit.</summary>
public sealed class UsageSums
{
    public long Input { get; private set; }

    public long Output { get; private set; }

    public long CacheWrite5m { get; private set; }

    public long CacheWrite1h { get; private set; }

    public long CacheRead { get; private set; }

    public long WebSearches { get; private set; }

    /// <summary>API responses.</summary>
    public long Messages { get; private set; }

    /// <summary>API responses of main threads, as the client counts its turns.</summary>
    public long Turns { get; private set; }

    /// <summary>Responses whose final snapshot is missing: their output, and every sum they are in, is a floor.</summary>
    public long Unfinished { get; private set; }

    /// <summary>Responses without a price; their tokens are counted, their cost is not guessed.</summary>
    public long UnpricedMessages { get; private set; }

    public long UnpricedTokens { get; private set; }

    /// <summary>Whether any pass in the sum has no price, also one billed beside a priced response.</summary>
    public bool HasUnpriced { get; private set; }

    /// <summary>Picodollars of what is priced.</summary>
    public Int128 Cost { get; private set; }

    public long CacheWrite => CacheWrite5m + CacheWrite1h;

    public long Total => Input + Output + CacheWrite + CacheRead;

    public bool IsFloor => Unfinished > 0;

    internal void Add(in UsageRow row)
    {
        Input += row.Input;
        Output += row.Output;
        CacheWrite5m += row.CacheWrite5m;
        CacheWrite1h += row.CacheWrite1h;
        CacheRead += row.CacheRead;
        WebSearches += row.WebSearches;
        Messages += row.Messages;
        Turns += row.Turns;
        Unfinished += row.Unfinished;
        UnpricedMessages += row.UnpricedMessages;
        UnpricedTokens += row.UnpricedTokens;
        HasUnpriced |= row.UnpricedRows > 0;
        Cost += row.Cost;
    }

    /// <summary>Adds sums that were made before; the columns are those of <see cref="RollupColumns"/>.</summary>
    internal void AddRollup(Sqlite.Statement row, int first)
    {
        Input += row.Int64(first);
        Output += row.Int64(first + 1);
        CacheWrite5m += row.Int64(first + 2);
        CacheWrite1h += row.Int64(first + 3);
        CacheRead += row.Int64(first + 4);
        WebSearches += row.Int64(first + 5);
        Messages += row.Int64(first + 6);
        Turns += row.Int64(first + 7);
        Unfinished += row.Int64(first + 8);
        UnpricedMessages += row.Int64(first + 9);
        UnpricedTokens += row.Int64(first + 10);
        HasUnpriced |= row.Int64(first + 11) > 0;
        Cost += row.Int64(first + 12);
    }

    internal const string RollupColumns =
        """
        sum(input), sum(output), sum(cache_write_5m), sum(cache_write_1h), sum(cache_read), sum(web_searches), sum(messages), sum(turns), sum(unfinished),
        sum(unpriced_messages), sum(unpriced_tokens), sum(unpriced_rows), sum(cost)
        """;

    public void Add(UsageSums other)
    {
        Input += other.Input;
        Output += other.Output;
        CacheWrite5m += other.CacheWrite5m;
        CacheWrite1h += other.CacheWrite1h;
        CacheRead += other.CacheRead;
        WebSearches += other.WebSearches;
        Messages += other.Messages;
        Turns += other.Turns;
        Unfinished += other.Unfinished;
        UnpricedMessages += other.UnpricedMessages;
        UnpricedTokens += other.UnpricedTokens;
        HasUnpriced |= other.HasUnpriced;
        Cost += other.Cost;
    }
}
