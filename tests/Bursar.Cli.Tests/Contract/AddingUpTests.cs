using System.Globalization;
using Bursar.Cli.Tests.Output;

namespace Bursar.Cli.Tests.Contract;

/// <summary>Every view adds up to the same totals, to the last digit.</summary>
public sealed class AddingUpTests(Fixture fixture) : IClassFixture<Fixture>
{
    public static TheoryData<string> Views => ["hour", "day", "week", "month", "project", "session", "model", "agent", "skill", "plugin", "mcp", "branch", "day,model,agent", "project,branch,skill,plugin,mcp,session"];

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_report_by_any_dimension_has_the_totals_of_daily_and_rows_that_add_up_to_them(string by)
    {
        var daily = (await fixture.Sandbox.RunAsync("daily", "--json")).MustSucceed().Json();
        var report = (await fixture.Sandbox.RunAsync("report", "--by", by, "--json")).MustSucceed().Json();
        var rows = report.GetProperty("rows").EnumerateArray().ToList();

        Assert.Equal(by.Split(','), report.GetProperty("by").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(daily.GetProperty("totals").GetRawText(), report.GetProperty("totals").GetRawText());
        Assert.Equal(Counters.Of(report.GetProperty("totals")), Counters.Sum(rows, Counters.All));
        Assert.All(rows, row => Assert.All(by.Split(','), name => Assert.True(row.TryGetProperty(name, out _), name)));
    }

    [Theory]
    [InlineData("daily", "daily")]
    [InlineData("weekly", "weekly")]
    [InlineData("monthly", "monthly")]
    [InlineData("session", "sessions")]
    public async Task Models_add_up_to_their_row_and_rows_to_the_totals(string command, string array)
    {
        var json = (await fixture.Sandbox.RunAsync(command, "--json")).MustSucceed().Json();
        var rows = json.GetProperty(array).EnumerateArray().ToList();

        Assert.Equal(Counters.Of(json.GetProperty("totals")), Counters.Sum(rows, Counters.All));
        Assert.All(rows, row =>
        {
            var models = Counters.Sum(row.GetProperty("modelBreakdowns").EnumerateArray(), Counters.OfModels);
            Assert.Equal(row.GetProperty("totalCost").GetDecimal(), models["cost"]);
            Assert.Equal(row.GetProperty("totalTokens").GetDecimal(), models.Values.Sum() - models["cost"]);
        });
    }

    [Fact]
    public async Task The_totals_are_those_worked_out_by_hand()
    {
        var totals = Counters.Of((await fixture.Sandbox.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals"));

        Assert.Equal((2767m, 4355m, 3037m, 5000m, 20400m), (totals["inputTokens"], totals["outputTokens"], totals["cacheCreation5mTokens"], totals["cacheCreation1hTokens"], totals["cacheReadTokens"]));
        Assert.Equal((35559m, 0.165644m, 12m, 9m, 3m, 1m, 1750m), (totals["totalTokens"], totals["totalCost"], totals["messages"], totals["turns"], totals["webSearchRequests"], totals["unfinishedMessages"], totals["unpricedTokens"]));
    }

    [Fact]
    public async Task Blocks_add_up_to_the_totals()
    {
        var totals = Counters.Of((await fixture.Sandbox.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals"));
        var blocks = Counters.Sum((await fixture.Sandbox.RunAsync("blocks", "--json")).MustSucceed().Json().GetProperty("blocks").EnumerateArray(), ["totalTokens", "costUSD", "entries"]);

        Assert.Equal((totals["totalTokens"], totals["totalCost"], totals["messages"]), (blocks["totalTokens"], blocks["costUSD"], blocks["entries"]));
    }

    [Fact]
    public async Task The_numbers_of_a_csv_are_exact()
    {
        var totals = Counters.Of((await fixture.Sandbox.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals"));
        var lines = (await fixture.Sandbox.RunAsync("report", "--by", "session", "--csv")).MustSucceed().Stdout.TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToList();
        var cost = Array.IndexOf(lines[0], "cost_usd");

        Assert.Equal(totals["totalCost"], lines.Skip(1).Sum(cells => decimal.Parse(cells[cost], CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("--project", "orchard", "tide|pool")]
    [InlineData("--model", "opus", "haiku", "sonnet", "gnomon")]
    [InlineData("--session", "a1f0c3d2", "b2e1d4c3", "c3d2e5b4")]
    public async Task What_a_filter_lets_through_and_what_it_leaves_out_add_up(string option, params string[] values)
    {
        var totals = Counters.Of((await fixture.Sandbox.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals"));
        var parts = await Task.WhenAll(values.Select(async value => (await fixture.Sandbox.RunAsync("monthly", option, value, "--json")).MustSucceed().Json().GetProperty("totals")));

        Assert.Equal(totals, Counters.Sum(parts, Counters.All));
    }
}
