using System.Text.Json.Nodes;
using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>A counter is a whole number from nought to a billion, however it is written; anything else is damage and is said.</summary>
public sealed class CounterTests
{
    [Theory]
    [InlineData("11", 11)]
    [InlineData("\"11\"", 11)]
    [InlineData("\" 11 \"", 11)]
    [InlineData("11.0", 11)]
    [InlineData("1.1e1", 11)]
    [InlineData("1E3", 1000)]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("null", 0)]
    [InlineData("1000000000", 1_000_000_000)]
    public void Whole_numbers_are_read(string json, long expected)
    {
        foreach (var name in (string[])["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"])
        {
            var reading = Reading.Of(Line.Assistant().ToString().Replace("\"usage\":{\"input_tokens\":0,\"output_tokens\":0}", $"\"usage\":{{\"{name}\":{json}}}", StringComparison.Ordinal) + "\n");

            Assert.Equal(expected, reading.Only.Usage.Prompt + reading.Only.Usage.Output);
            Assert.Empty(reading.Problems);
        }
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"-1\"")]
    [InlineData("1.5")]
    [InlineData("15e-1")]
    [InlineData("1000000001")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("1e400")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("\"many\"")]
    [InlineData("\"\"")]
    [InlineData("NaN")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{\"n\":1}")]
    public void What_is_no_count_is_reported_with_its_line_and_the_file_goes_on(string json)
    {
        foreach (var name in (string[])["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"])
        {
            var bad = Line.Assistant("msg_bad").ToString().Replace("\"usage\":{\"input_tokens\":0,\"output_tokens\":0}", $"\"usage\":{{\"{name}\":{json}}}", StringComparison.Ordinal);

            var reading = Reading.Of($"{Line.Assistant("msg_1").Output(1)}\n{bad}\n{Line.Assistant("msg_2").Output(2)}\n");

            Assert.Equal(["msg_1", "msg_2"], reading.Keys);
            Assert.Equal((LineProblem.BadNumber, 1, 2), Assert.Single(reading.Problems));
        }
    }

    [Fact]
    public void Both_lifetimes_of_cache_writes_are_told_apart()
    {
        var usage = Reading.Of(Line.Assistant().CacheWrite(600, 400)).Only.Usage;

        Assert.Equal((600, 400), (usage.CacheWrite5m, usage.CacheWrite1h));
    }

    [Fact]
    public void Without_the_split_cache_writes_count_as_five_minutes()
    {
        var usage = Reading.Of(Line.Assistant().CacheWrite(1000)).Only.Usage;

        Assert.Equal((1000, 0), (usage.CacheWrite5m, usage.CacheWrite1h));
    }

    [Fact]
    public void What_the_split_does_not_cover_counts_as_five_minutes()
    {
        var usage = Reading.Of(Line.Assistant().CacheWrite(100, 400).CacheWrite(1000)).Only.Usage;

        Assert.Equal((600, 400), (usage.CacheWrite5m, usage.CacheWrite1h));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    public void An_empty_split_is_no_split(string split)
    {
        var usage = Reading.Of(Line.Assistant().CacheWrite(1000).Count("cache_creation", JsonNode.Parse(split))).Only.Usage;

        Assert.Equal((1000, 0), (usage.CacheWrite5m, usage.CacheWrite1h));
    }

    [Fact]
    public void The_split_alone_is_enough()
    {
        var usage = Reading.Of(Line.Assistant().Count("cache_creation", JsonNode.Parse("""{"ephemeral_1h_input_tokens":400,"ephemeral_5m_input_tokens":600}"""))).Only.Usage;

        Assert.Equal((600, 400), (usage.CacheWrite5m, usage.CacheWrite1h));
    }

    [Fact]
    public void Web_searches_count_and_fetches_do_not()
    {
        Assert.Equal(4, Reading.Of(Line.Assistant().WebSearches(4)).Only.Usage.WebSearches);
    }
}
