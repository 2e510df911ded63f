using System.Text;
using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>Instants, however precisely and wherever they were written down.</summary>
public sealed class TimestampTests
{
    [Theory]
    [InlineData("2026-11-01T10:00:00Z", "2026-11-01T10:00:00.000000")]
    [InlineData("2026-11-01T10:00:00", "2026-11-01T10:00:00.000000")]
    [InlineData("2026-11-01T10:00:00.1Z", "2026-11-01T10:00:00.100000")]
    [InlineData("2026-11-01T10:00:00.137Z", "2026-11-01T10:00:00.137000")]
    [InlineData("2026-11-01T10:00:00.137456Z", "2026-11-01T10:00:00.137456")]
    [InlineData("2026-11-01T10:00:00.137456789Z", "2026-11-01T10:00:00.137456")]
    [InlineData("2026-11-01T10:00:00.123456789012345678901234567890Z", "2026-11-01T10:00:00.123456")]
    [InlineData("2026-11-01T12:00:00+02:00", "2026-11-01T10:00:00.000000")]
    [InlineData("2026-11-01T15:45:00.5+05:45", "2026-11-01T10:00:00.500000")]
    [InlineData("2026-11-01T04:30:00-0530", "2026-11-01T10:00:00.000000")]
    [InlineData("2026-11-01T12:00:00+02", "2026-11-01T10:00:00.000000")]
    [InlineData("2028-02-29T23:59:59.999Z", "2028-02-29T23:59:59.999000")]
    [InlineData("2028-03-01T00:30:00+01:00", "2028-02-29T23:30:00.000000")]
    [InlineData("2025-12-31T23:30:00-01:00", "2026-01-01T00:30:00.000000")]
    [InlineData("2026-11-01 10:00:00z", "2026-11-01T10:00:00.000000")]
    public void Is_read_to_the_microsecond_of_UTC(string text, string expected)
    {
        Assert.True(Timestamp.TryParse(Encoding.UTF8.GetBytes(text), out var at));
        Assert.Equal(expected, Timestamp.ToDateTimeOffset(at).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-11-01")]
    [InlineData("2027-02-29T00:00:00Z")]
    [InlineData("2100-02-29T00:00:00Z")]
    [InlineData("2026-04-31T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-00-01T00:00:00Z")]
    [InlineData("2026-11-01T24:00:00Z")]
    [InlineData("2026-11-01T10:60:00Z")]
    [InlineData("2026-11-01T10:00:00.Z")]
    [InlineData("2026-11-01T10:00:00+2:00")]
    [InlineData("2026-11-01T10:00:00+99:00")]
    [InlineData("2026-11-01T10:00:00 UTC")]
    [InlineData("1793527200")]
    public void What_is_no_instant_is_refused(string text)
    {
        Assert.False(Timestamp.TryParse(Encoding.UTF8.GetBytes(text), out _));
    }

    [Fact]
    public void Every_millisecond_of_every_kind_of_day_comes_back()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var instant = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(random.NextInt64(4L * 366 * 86_400_000));
            var offset = TimeSpan.FromMinutes(15 * random.Next(-48, 57));

            Assert.True(Timestamp.TryParse(Encoding.UTF8.GetBytes(instant.ToOffset(offset).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", null)), out var at));
            Assert.Equal(instant, Timestamp.ToDateTimeOffset(at));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("soon")]
    [InlineData("")]
    public void A_line_without_a_readable_timestamp_is_counted_and_said(string? timestamp)
    {
        var reading = Reading.Of(Line.Assistant("msg_1").Output(5).At(timestamp), Line.Assistant("msg_2").Output(6).Without("timestamp"));

        Assert.Equal([5, 6], reading.Responses.Select(response => response.Usage.Output));
        Assert.All(reading.Responses, response => Assert.False(response.HasTimestamp));
        Assert.Equal((LineProblem.NoTimestamp, 2, 1), Assert.Single(reading.Problems));
    }
}
