using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Guard;

/// <summary>
/// The most that a response which is not in the ledger can add to what was used. What a thread's responses were like so far does not bound the next
/// one: a session of small steps reads one large file, and a new subagent has no past at all.
/// </summary>
internal static class NextResponse
{
    /// <summary>No model has a larger context window.</summary>
    private const long MaxInput = 1_000_000;

    /// <summary>No model answers with more.</summary>
    private const long MaxOutput = 128_000;

    /// <summary>That window written to the cache for an hour, and that answer, at the dearest list price (USD 15 and 75 per million): USD 39.60.</summary>
    private const long MaxDollars = 40;

    /// <summary>Quick responses (some 20 ms each) may be this many ahead of what the client has written down; tokens and money have room for that.</summary>
    private const int MaxUnwritten = 10;

    /// <summary>In the unit of the kind; zero for what does not come with a response.</summary>
    public static Int128 AtMost(LimitKind kind) => kind switch
    {
        LimitKind.Spend => MaxDollars * (Int128)Money.PerDollar,
        LimitKind.TokensIn => MaxInput,
        LimitKind.TokensOut => MaxOutput,
        LimitKind.Turns => MaxUnwritten,
        _ => 0,
    };
}
