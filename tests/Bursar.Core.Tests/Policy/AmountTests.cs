using Bursar.Policy;

namespace Bursar.Tests.Policy;

public sealed class AmountTests
{
    [Theory]
    [InlineData(LimitKind.Spend, 10_020_000_000_000, "$10.02")]
    [InlineData(LimitKind.Spend, 1_234_567_890_000_000, "$1,234.57")]
    [InlineData(LimitKind.Spend, 45_600_000_000, "$0.0456")]
    [InlineData(LimitKind.Spend, 500_000_000_000, "$0.50")]
    [InlineData(LimitKind.Spend, 0, "$0.00")]
    [InlineData(LimitKind.TokensIn, 512_340, "512,340 input tokens")]
    [InlineData(LimitKind.TokensOut, 1, "1 output token")]
    [InlineData(LimitKind.Turns, 1, "1 turn")]
    [InlineData(LimitKind.Turns, 0, "0 turns")]
    [InlineData(LimitKind.ToolCalls, 2, "2 tool calls")]
    [InlineData(LimitKind.WallTime, 59, "59 s")]
    [InlineData(LimitKind.WallTime, 90, "1 min 30 s")]
    [InlineData(LimitKind.WallTime, 3720, "1 h 02 min")]
    [InlineData(LimitKind.WallTime, 172_800, "48 h 00 min")]
    public void People_read_amounts_in_their_unit(LimitKind kind, long amount, string text) => Assert.Equal(text, Amount.Text(kind, amount));

    [Theory]
    [InlineData(LimitKind.Spend, 2_500_000_000_000, "2.5")]
    [InlineData(LimitKind.Spend, 1, "0.000000000001")]
    [InlineData(LimitKind.Spend, 10_000_000_000_000, "10")]
    [InlineData(LimitKind.TokensIn, 7, "7")]
    public void Programs_read_them_exactly(LimitKind kind, long amount, string number) => Assert.Equal(number, Amount.Number(kind, amount).ToString(System.Globalization.CultureInfo.InvariantCulture));

    // They stand in ledgers that outlive the program that wrote them.
    [Fact]
    public void The_numbers_of_stored_words_never_change()
    {
        Assert.Equal(["maxSpendUSD=0", "maxTokensIn=1", "maxTokensOut=2", "maxTurns=3", "maxToolCalls=4", "maxWallTimeSeconds=5"], Enum.GetValues<LimitKind>().Select(kind => $"{kind.Key()}={(int)kind}"));
        Assert.Equal(["unknown=0", "api_key=1", "subscription=2"], Enum.GetValues<AuthMode>().Select(mode => $"{mode.Word()}={(int)mode}"));
        Assert.Equal(["Managed=0", "User=1", "Project=2", "Given=3"], Enum.GetValues<PolicySource>().Select(source => $"{source}={(int)source}"));
        Assert.All(Enum.GetValues<LimitKind>(), kind => Assert.Equal(kind, LimitKinds.Parse(kind.Key())));
        Assert.All(Enum.GetValues<AuthMode>(), mode => Assert.Equal(mode, AuthModes.Parse(mode.Word())));
    }
}
