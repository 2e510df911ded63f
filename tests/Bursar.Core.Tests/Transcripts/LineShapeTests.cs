using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bursar.Tests.Transcripts;

/// <summary>The format is the client's own affair: JSON in whatever dress is read.</summary>
public sealed class LineShapeTests
{
    private static Line Full => Line.Assistant().Input(11).Output(101).CacheRead(500).CacheWrite(600, 400).WebSearches(2).Session("s").Set("gitBranch", "main");

    private static string Figures(Reading reading)
    {
        var r = reading.Only;
        return $"{r.Usage.Input} {r.Usage.Output} {r.Usage.CacheRead} {r.Usage.CacheWrite5m} {r.Usage.CacheWrite1h} {r.Usage.WebSearches} {r.Model} {r.Session} {r.Branch} {r.HasTimestamp} {r.IsFinal} {reading.Problems.Count}";
    }

    private const string Expected = "11 101 500 600 400 2 claude-opus-4-8 s main True True 0";

    [Fact]
    public void A_line_as_the_client_writes_it() => Assert.Equal(Expected, Figures(Reading.Of(Full)));

    [Fact]
    public void Spaces_after_colons_and_commas()
    {
        var spaced = Full.ToString().Replace(":", " : ", StringComparison.Ordinal).Replace(",", " ,\t", StringComparison.Ordinal).Replace("10 : 00 : 00", "10:00:00", StringComparison.Ordinal);

        Assert.Equal(Expected, Figures(Reading.Of(spaced + "\n")));
    }

    [Fact]
    public void Any_order_of_keys()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var shuffled = Shuffle(Full.Json, new Random(seed))!.ToJsonString();

            Assert.Equal(Expected, Figures(Reading.Of(shuffled + "\n")));
        }
    }

    private static JsonNode? Shuffle(JsonNode? node, Random random)
    {
        switch (node)
        {
            case JsonObject fields:
                var properties = fields.ToArray();
                random.Shuffle(properties);
                return new JsonObject(properties.Select(field => KeyValuePair.Create(field.Key, Shuffle(field.Value, random))));
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Shuffle(item, random))]);
            default:
                return node?.DeepClone();
        }
    }

    [Fact]
    public void Keys_with_escaped_letters()
    {
        foreach (var key in (string[])["type", "message", "usage", "input_tokens", "output_tokens", "cache_creation", "ephemeral_1h_input_tokens", "server_tool_use", "web_search_requests", "model", "sessionId", "stop_reason", "gitBranch", "timestamp"])
        {
            var escaped = Full.ToString().Replace($"\"{key}\":", $"\"{key[..2]}\\u{(int)key[2]:x4}{key[3..]}\":", StringComparison.Ordinal);

            Assert.Equal(Expected, Figures(Reading.Of(escaped + "\n")));
        }
    }

    [Theory]
    [InlineData("assistant")]
    [InlineData("claude-opus-4-8")]
    [InlineData("end_turn")]
    [InlineData("main")]
    [InlineData("2026-11-01T10:00:00.000Z")]
    public void Values_with_escaped_letters(string value)
    {
        var escaped = Full.ToString().Replace($"\"{value}\"", $"\"{value[..^1]}\\u{(int)value[^1]:x4}\"", StringComparison.Ordinal);

        Assert.Equal(Expected, Figures(Reading.Of(escaped + "\n")));
    }

    [Fact]
    public void A_byte_order_mark_at_the_top() => Assert.Equal(Expected, Figures(Reading.Of("\uFEFF" + Full + "\n")));

    [Fact]
    public void Windows_line_ends_and_blank_lines() => Assert.Equal(Expected, Figures(Reading.Of("\r\n\r\n" + Full + "\r\n\n  \t\n\r\n")));

    [Fact]
    public void Invalid_UTF_8_in_a_text_costs_nothing_of_the_bill()
    {
        var bytes = Encoding.Latin1.GetBytes(Full.Content(new JsonObject { ["type"] = "text", ["text"] = "\u00ff\u00c3(\u00fe" }) + "\n");

        Assert.Equal(Expected, Figures(Reading.Of(bytes)));
    }

    [Theory]
    [InlineData("\"2.1.197\"", "2.1.197")]
    [InlineData("\"nightly-7\"", "nightly-7")]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("3", null)]
    [InlineData("{\"major\":9}", null)]
    public void Any_version(string json, string? expected)
    {
        var reading = Reading.Of(Full.Set("version", JsonNode.Parse(json)));

        Assert.Equal(Expected, Figures(reading));
        Assert.Equal(expected, reading.Only.Version);
    }

    [Fact]
    public void Fields_that_nobody_knows_yet()
    {
        var reading = Reading.Of(Full.Set("novelty", JsonNode.Parse("""[[{"usage":{"input_tokens":9}}],{"type":"user"},"]}",-1e9,true,null]""")).Count("moods", JsonNode.Parse("""{"input_tokens":7}""")));

        Assert.Equal(Expected, Figures(reading));
    }

    [Fact]
    public void Depth_does_not_matter()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100_000)) + string.Concat(Enumerable.Repeat("]", 100_000));
        var line = Full.ToString();

        Assert.Equal(Expected, Figures(Reading.Of($"{line[..^1]},\"deep\":{deep}}}\n")));
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind);
    }
}
