using System.Text;
using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>Images make lines of tens of megabytes.</summary>
public sealed class LongLineTests
{
    private const int Size = 64 << 20;

    private static string Image => new('A', Size);

    [Fact]
    public void Sixty_four_megabytes_without_usage_are_passed_over()
    {
        var reading = Reading.Of($"{Line.Assistant("msg_1")}\n{Line.User("2026-11-01T10:00:00Z", Image)}\n{Line.Assistant("msg_2")}\n");

        Assert.Equal(["msg_1", "msg_2"], reading.Keys);
        Assert.Equal([1, 3], reading.Responses.Select(response => response.Line));
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sixty_four_megabytes_with_usage_are_read(bool withNewline)
    {
        var reading = Reading.Of($"{Line.Assistant("msg_1").Output(1)}\n{Line.Assistant("msg_2").Output(2).Content(Image)}{(withNewline ? $"\n{Line.Assistant("msg_3").Output(3)}\n" : "")}");

        Assert.Equal(withNewline ? [1, 2, 3] : [1, 2], reading.Responses.Select(response => response.Usage.Output));
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void Sixty_four_megabytes_in_the_first_line_do_not_hide_when_the_session_began()
    {
        var user = Line.User("2026-11-01T09:00:00Z", Image);

        var reading = Reading.Of($"{user}\n{Line.Assistant("msg_1")}\n");

        Assert.Equal(DateTimeOffset.Parse("2026-11-01T09:00:00Z", null), Timestamp.ToDateTimeOffset(reading.Only.TranscriptStart));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public void A_torn_line_is_counted_however_long_it_is(int size)
    {
        var torn = Line.Assistant("msg_2").Content(new string('A', size)).ToString()[..(size / 2)];

        var reading = Reading.Of($"{Line.Assistant("msg_1")}\n{torn}\n{Line.Assistant("msg_3")}\n");

        Assert.Equal(["msg_1", "msg_3"], reading.Keys);
        Assert.Equal((LineProblem.NotJson, 1, 2), Assert.Single(reading.Problems));
    }

    [Fact]
    public void The_key_is_found_wherever_the_buffer_ends_inside_it()
    {
        for (var shift = 0; shift < 600; shift++)
        {
            var line = Line.Assistant().Output(5).Content(new string('x', 1000 + shift)).ToString();

            Assert.Equal(5, Reading.Of(Encoding.UTF8.GetBytes(line + "\n"), bufferSize: 256).Only.Usage.Output);
            Assert.Equal(5, Reading.Of(Encoding.UTF8.GetBytes(line.Replace("\"usage\"", "\"\\u0075sage\"", StringComparison.Ordinal) + "\n"), bufferSize: 256).Only.Usage.Output);
        }
    }
}
