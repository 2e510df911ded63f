namespace Bursar.Tests.Transcripts;

/// <summary>Which lines are one API response, and which of them tells the bill.</summary>
public sealed class OneResponseTests
{
    [Fact]
    public void One_line_per_content_block_is_one_response()
    {
        var response = Reading.Of(Line.Assistant().Input(10).Output(200).Stop("tool_use"), Line.Assistant().Input(10).Output(200).Stop("tool_use"), Line.Assistant().Input(10).Output(200).Stop("tool_use")).Only;

        Assert.Equal((10, 200), (response.Usage.Input, response.Usage.Output));
    }

    [Fact]
    public void Of_growing_snapshots_the_last_counts()
    {
        var response = Reading.Of(
            Line.Assistant().Output(1).Stop(null).At("2026-11-01T10:00:00.000Z"),
            Line.Assistant().Output(40).Stop(null).At("2026-11-01T10:00:01.000Z"),
            Line.Assistant().Output(90).Stop("end_turn").At("2026-11-01T10:00:02.000Z")).Only;

        Assert.Equal(90, response.Usage.Output);
        Assert.True(response.IsFinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_final_line_beats_a_placeholder_wherever_it_stands(bool finalFirst)
    {
        var placeholder = Line.Assistant().Input(7).Output(2).Stop(null);
        var final = Line.Assistant().Input(7).Output(88).Stop("end_turn");

        var response = Reading.Of(finalFirst ? [final, placeholder] : [placeholder, final]).Only;

        Assert.Equal(88, response.Usage.Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stop_reason_weighs_more_than_a_larger_output(bool finalFirst)
    {
        var final = Line.Assistant().Input(5).Output(10).Stop("max_tokens");
        var larger = Line.Assistant().Input(6).Output(11).Stop(null);

        var response = Reading.Of(finalFirst ? [final, larger] : [larger, final]).Only;

        Assert.Equal((5, 10), (response.Usage.Input, response.Usage.Output));
    }

    [Fact]
    public void A_snapshot_counts_as_a_whole_and_no_field_is_taken_from_another()
    {
        var response = Reading.Of(
            Line.Assistant().Input(1000).CacheRead(500).CacheWrite(3, 4).WebSearches(2).Output(1).Stop(null).Model("claude-opus-5"),
            Line.Assistant().Input(9).Output(20)).Only;

        Assert.Equal((9, 20, 0, 0, 0, 0), (response.Usage.Input, response.Usage.Output, response.Usage.CacheRead, response.Usage.CacheWrite5m, response.Usage.CacheWrite1h, response.Usage.WebSearches));
        Assert.Equal("claude-opus-4-8", response.Model);
    }

    [Fact]
    public void A_response_that_never_got_its_final_line_is_marked()
    {
        Assert.False(Reading.Of(Line.Assistant().Output(3).Stop(null)).Only.IsFinal);
    }

    // Decision 4: non-null stop_reason, then the larger output, then the later line. The client writes blocks of one
    // response within the same millisecond, so time cannot stand for "later" alone.
    [Theory]
    [InlineData("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002")]
    [InlineData("00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000001")]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void Of_two_equal_snapshots_of_one_millisecond_the_later_line_counts(string first, string second)
    {
        var response = Reading.Of(Line.Assistant().Uuid(first).Input(1).Output(5), Line.Assistant().Uuid(second).Input(2).Output(5)).Only;

        Assert.Equal(2, response.Usage.Input);
    }
}
