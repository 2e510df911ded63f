using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>A client that was killed leaves half a line behind, and whoever resumes the session writes on behind it.</summary>
public sealed class TornLineTests
{
    [Fact]
    public void Cut_at_any_byte_a_line_does_not_swallow_the_one_behind_it()
    {
        var torn = Line.Assistant("msg_1").Input(11).Output(101).Content("say \"{\"").ToString();
        for (var length = 1; length < torn.Length; length++)
        {
            var reading = Reading.Of($"{Line.Assistant("msg_0")}\n{torn[..length]}{Line.Assistant("msg_2").Output(9)}\n{Line.Assistant("msg_3")}\n");

            Assert.Equal(["msg_0", "msg_2", "msg_3"], reading.Keys);
            Assert.Equal((9, 2L), (reading.Responses[1].Usage.Output, reading.Responses[1].Line));
            Assert.Equal((LineProblem.NotJson, 1, 2), Assert.Single(reading.Problems));
        }
    }

    [Fact]
    public void Two_whole_lines_without_a_newline_between_them_count_both()
    {
        var reading = Reading.Of($"{Line.Assistant("msg_1").Output(1)}{Line.Assistant("msg_2").Output(2)} {Line.Assistant("msg_3").Output(3)}\n");

        Assert.Equal([("msg_1", 1), ("msg_2", 2), ("msg_3", 3L)], reading.Keys.Zip(reading.Responses, (key, response) => (key, response.Usage.Output)));
    }

    [Fact]
    public void What_only_looks_like_a_line_is_none()
    {
        var nested = Line.Assistant("msg_1").ToString();

        Assert.Empty(Reading.Of($"{{\"type\":\"progress\",\"data\":{{\"message\":{nested[..^1]}\n").Responses);
        Assert.Empty(Reading.Of($"{{\"type\":\"user\",\"message\":{{\"content\":{System.Text.Json.JsonSerializer.Serialize(nested)}}}\n").Responses);
        Assert.Empty(Reading.Of(string.Concat(Enumerable.Repeat("{\"parentUuid\":", 50)) + "\"usage\":1}\n").Responses);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(4096)]
    public void A_long_line_is_no_exception(int buffer)
    {
        var torn = Line.Assistant("msg_1").Content(new string('x', 10_000)).ToString();
        var text = $"{torn[..5_000]}{Line.Assistant("msg_2").Output(9).Content(new string('y', 10_000))}\n{Line.Assistant("msg_3")}\n";

        Assert.Equal(["msg_2", "msg_3"], Reading.Of(System.Text.Encoding.UTF8.GetBytes(text), buffer).Keys);
    }
}
