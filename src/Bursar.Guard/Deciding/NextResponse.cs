using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Guard;

/// <summary>
/// What one response more may add to what was used. The largest so far does not bound the next: a session of small steps
/// reads one large file, and a new subagent has no past at all. So a limit is within reach of twice the largest, and
/// always within what a large response costs; a limit further away is not waited for.
/// </summary>
internal static class NextResponse
{
    private const long LargeDollars = 1;

    /// <summary>The context window that most models have.</summary>
    private const long LargeInput = 200_000;

    private const long LargeOutput = 32_000;

    /// <summary>Quick responses (some 20 ms each) may be this many ahead of what the client has written down; tokens and money have room for that.</summary>
    private const int MaxUnwritten = 10;

    /// <summary>In the unit of the limit; zero for what does not come with a response.</summary>
    public static Int128 MayAdd(LimitStatus limit) => Int128.Max(limit.Step * 2, limit.Limit.Kind switch
    {
        LimitKind.Spend => LargeDollars * (Int128)Money.PerDollar,
        LimitKind.TokensIn => LargeInput,
        LimitKind.TokensOut => LargeOutput,
        LimitKind.Turns => MaxUnwritten,
        _ => 0,
    });
}
