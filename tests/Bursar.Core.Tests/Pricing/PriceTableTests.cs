using System.Text;
using Bursar.Pricing;

namespace Bursar.Tests.Pricing;

/// <summary>A price table is written and read back without a digit lost, or refused.</summary>
public sealed class PriceTableTests
{
    private static PriceTable Parse(string json) => PriceTableJson.Parse(Encoding.UTF8.GetBytes(json), "prices.json");

    private static string Table(string model) => $$"""{"version":"v","models":[{{model}}]}""";

    private const string Rates = "\"input\":1,\"output\":1,\"cacheWrite5m\":1,\"cacheWrite1h\":1,\"cacheRead\":1";

    [Fact]
    public void What_is_written_is_read_back()
    {
        var written = PriceTableJson.Write("v", PriceTable.Embedded().Models);

        Assert.Equal(written, PriceTableJson.Write("v", Parse(written).Models));
        Assert.Equal(PriceTable.Embedded().Models.SelectMany(model => model.Periods.Concat(model.Fast)), Parse(written).Models.SelectMany(model => model.Periods.Concat(model.Fast)));
    }

    [Theory]
    [InlineData("""{"id":null,"periods":[]}""")]
    [InlineData("""{"id":"a","aliases":[null],"periods":[]}""")]
    [InlineData("""{"id":7,"periods":[]}""")]
    [InlineData("""{"id":"a","geoUs":100000000000,"periods":[]}""")]
    [InlineData("""{"id":"a","geoUs":1e30,"periods":[]}""")]
    [InlineData("""{"id":"a","periods":[{"from":"yesterday","input":1}]}""")]
    [InlineData("""{"id":"a","periods":[{"input":1}]}""")]
    [InlineData("""{"id":"a","periods":7}""")]
    [InlineData("""7""")]
    public void What_is_no_table_is_refused_with_the_file(string model)
    {
        var error = Assert.Throws<UserError>(() => Parse(Table(model)));

        Assert.Equal(ExitCode.BadInput, error.Code);
        Assert.Contains("prices.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"webSearchPer1000\":1e27")]
    [InlineData("\"webSearchPer1000\":-10")]
    [InlineData("\"batch\":1e15")]
    [InlineData("\"batch\":-0.5")]
    public void A_modifier_that_cannot_be_is_refused(string modifier) => Assert.Throws<UserError>(() => Parse($$"""{"version":"v",{{modifier}},"models":[]}"""));

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.00000001")]
    [InlineData("1.12345678901")]
    [InlineData("1.1234567890123456789012345")]
    public void A_factor_with_many_digits_is_kept_or_refused_but_never_lost(string factor)
    {
        PriceTable table;
        try
        {
            table = Parse(Table($$"""{"id":"a","geoUs":{{factor}},"periods":[{ {{Rates}} }]}"""));
        }
        catch (UserError)
        {
            return;
        }

        var cost = Money.ToDollars(new Pricer(table).Price("a", 0, new Bursar.Transcripts.Usage { Input = 1_000_000 }, null, null, "us").Pico);
        Assert.Equal(decimal.Round(decimal.Parse(factor, null), 12), cost);
    }

    [Theory]
    [InlineData(0, "$0.00")]
    [InlineData(1_000_000_000_000, "$1.00")]
    [InlineData(1_234_567_890_000_000, "$1,234.57")]
    [InlineData(10_000_000_000, "$0.01")]
    [InlineData(1_234_000_000, "$0.0012")]
    public void Money_is_rounded_only_for_people(long pico, string expected) => Assert.Equal(expected, Money.Format(pico));
}
