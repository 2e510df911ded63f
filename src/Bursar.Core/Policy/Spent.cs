namespace Bursar.Policy;

/// <summary>What was used, as limits count it. Sums of the responses' own figures.</summary>
public sealed class Spent
{
    /// <summary>Picodollars of what has a price.</summary>
    public Int128 Cost { get; set; }

    /// <summary>Picodollars by which the client's own totals were higher; negative when lower.</summary>
    public Int128 ReportedExtra { get; set; }

    public long Input { get; set; }

    public long CacheWrite5m { get; set; }

    public long CacheWrite1h { get; set; }

    public long CacheRead { get; set; }

    public long Output { get; set; }

    /// <summary>Responses of main threads.</summary>
    public long Turns { get; set; }

    public long ToolCalls { get; set; }

    /// <summary>Tokens that have no price: the cost is a floor. A response without tokens costs nothing, whatever its model.</summary>
    public long UnpricedTokens { get; set; }

    /// <summary>Seconds from the first activity on; a session's only.</summary>
    public long Seconds { get; set; }

    /// <summary>The largest of its responses in each counter: what the next one may be like.</summary>
    public Int128 LargestCost { get; set; }

    public long LargestInput { get; set; }

    public long LargestOutput { get; set; }

    public void Add(Spent other)
    {
        Cost += other.Cost;
        ReportedExtra += other.ReportedExtra;
        Input += other.Input;
        CacheWrite5m += other.CacheWrite5m;
        CacheWrite1h += other.CacheWrite1h;
        CacheRead += other.CacheRead;
        Output += other.Output;
        Turns += other.Turns;
        ToolCalls += other.ToolCalls;
        UnpricedTokens += other.UnpricedTokens;
        LargestCost = Int128.Max(LargestCost, other.LargestCost);
        LargestInput = Math.Max(LargestInput, other.LargestInput);
        LargestOutput = Math.Max(LargestOutput, other.LargestOutput);
    }

    public long TokensIn(bool countsCacheReads) => Input + CacheWrite5m + CacheWrite1h + (countsCacheReads ? CacheRead : 0);

    /// <summary>In the unit of the kind.</summary>
    public Int128 Of(LimitKind kind, bool countsCacheReads) => kind switch
    {
        LimitKind.Spend => Cost,
        LimitKind.TokensIn => TokensIn(countsCacheReads),
        LimitKind.TokensOut => Output,
        LimitKind.Turns => Turns,
        LimitKind.ToolCalls => ToolCalls,
        _ => Seconds,
    };

    /// <summary>What one more response like the largest so far would add.</summary>
    public Int128 Step(LimitKind kind) => kind switch
    {
        LimitKind.Spend => LargestCost,
        LimitKind.TokensIn => LargestInput,
        LimitKind.TokensOut => LargestOutput,
        LimitKind.Turns => 1,
        _ => 0,
    };
}

/// <summary>What one part of the usage spent.</summary>
public sealed record SpendRow(Context Context, Spent Spent);
