using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>The client's own totals, as it writes them at its exit, and what old clients wrote beside each response.</summary>
public sealed class CostStateTests
{
    private const string Usage = """{"claude-opus-4-8":{"inputTokens":3,"outputTokens":4,"cacheReadInputTokens":5,"cacheCreationInputTokens":6,"webSearchRequests":7,"costUSD":0.25}}""";

    [Theory]
    [InlineData("""{"type":"cost-state","sessionId":"s","totalCostUSD":0.75,"modelUsage":USAGE}""", "s")]
    [InlineData("""{ "type" : "cost-state", "totalCostUSD" : 7.5e-1, "modelUsage": USAGE, "more": [1] }""", "session")]
    [InlineData("""{"sessionId":"s","type":"cost-state","modelUsage":USAGE,"totalCostUSD":0.75}""", "s")]
    public void It_is_read_in_any_order_with_any_spacing(string line, string session)
    {
        var state = Reading.Of("\n" + line.Replace("USAGE", Usage, StringComparison.Ordinal) + "\n").CostState!;

        Assert.Equal((session, 2L, 750_000_000_000L), (state.Session, state.Line, state.Cost));
        Assert.Equal(new ReportedUsage("claude-opus-4-8", 3, 4, 5, 6, 7, 250_000_000_000), Assert.Single(state.Models));
    }

    [Theory]
    [InlineData("""{"type":"cost-state","totalCostUSD":-1}""")]
    [InlineData("""{"type":"cost-state","totalCostUSD":1e9}""")]
    [InlineData("""{"type":"cost-state","totalCostUSD":"1"}""")]
    [InlineData("""{"type":"cost-state","totalCostUSD":NaN}""")]
    [InlineData("""{"type":"cost-state"}""")]
    [InlineData("""{"type":"cost-state","totalCostUSD":1,"modelUsage":{"m":{"inputTokens":-4}}}""")]
    [InlineData("""{"type":"cost-state","totalCostUSD":1,"modelUsage":{"m":{"costUSD":null}}}""")]
    [InlineData("""{"type":"user","kind":"cost-state","totalCostUSD":1}""")]
    [InlineData("""{"type":"user","message":{"type":"cost-state","totalCostUSD":1},"text":"{\"type\":\"cost-state\",\"totalCostUSD\":1}"}""")]
    public void What_is_none_or_cannot_be_is_not_taken(string line) => Assert.Null(Reading.Of(line + "\n").CostState);

    [Fact]
    public void The_last_of_a_file_counts_also_behind_lines_that_do_not_fit_the_buffer()
    {
        var line = $$$"""{"type":"cost-state","totalCostUSD":2,"pad":"{{{new string('x', 900)}}}","modelUsage":{}}""";
        var bytes = System.Text.Encoding.UTF8.GetBytes("""{"type":"cost-state","totalCostUSD":1}""" + "\n" + Line.User("2026-11-01T09:00:00Z", new string('y', 2_000)) + "\n" + line + "\n");

        Assert.Equal(2_000_000_000_000, Reading.Of(bytes, bufferSize: 256).CostState!.Cost);
    }

    [Theory]
    [InlineData("0.5", 500_000_000_000)]
    [InlineData("null", null)]
    [InlineData("-1", null)]
    [InlineData("\"0.5\"", null)]
    public void The_cost_on_an_old_line_is_a_part_of_the_bill(string value, long? pico) =>
        Assert.Equal(pico, Reading.Of(Line.Assistant().Set("costUSD", System.Text.Json.Nodes.JsonNode.Parse(value))).Only.ReportedCost);
}
