using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>Numbers that stand in ledgers and scripts never change their meaning.</summary>
public sealed class FrozenValueTests
{
    private static string Values<T>() where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToInt32(value, null)}"));

    [Fact]
    public void Line_problems() => Assert.Equal("None=0 NotJson=1 BadNumber=2 NoTimestamp=3 UnknownIteration=4 TooLong=5", Values<LineProblem>());

    [Fact]
    public void Reasons_for_having_no_price() => Assert.Equal("None=0 UnknownModel=1 NoPriceAtDate=2 NoFastRate=3 NoTimestamp=4 NoModel=5", Values<Unpriced>());

    [Fact]
    public void Exit_codes() => Assert.Equal("Done=0 CheckFailed=1 BadInput=2 Unusable=3 Interrupted=130", Values<ExitCode>());

    [Fact]
    public void The_hash_that_keys_and_fingerprints_rest_on()
    {
        Assert.Equal(0xb381129ef94fb0daUL, ContentHash.Of([]));
        Assert.Equal(0x9aa626d34c3053d2UL, ContentHash.Of("bursar"u8));
        Assert.Equal(0x03d953a593a1b7b5UL, ContentHash.Of("the books of a college, kept by its bursar"u8));
    }
}
