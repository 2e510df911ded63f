using System.Text.Json.Nodes;
using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>Some passes of the model inside a response are not in its sums.</summary>
public sealed class IterationTests
{
    private static JsonObject Pass(string? type, string? model, long input, long output) => new() { ["type"] = type, ["model"] = model, ["input_tokens"] = input, ["output_tokens"] = output };

    [Fact]
    public void An_advisors_pass_is_added_under_its_own_model()
    {
        var reading = Reading.Of(Line.Assistant().Input(10).Output(20).Iterations(Pass("message", "claude-opus-4-8", 10, 20), Pass("advisor_message", "claude-fable-5-2", 30, 40)));

        var pass = Assert.Single(reading.Extra);
        Assert.Equal(("claude-fable-5-2", 30, 40), (pass.Model, pass.Usage.Input, pass.Usage.Output));
        Assert.Equal((10, 20), (reading.Only.Usage.Input, reading.Only.Usage.Output));
    }

    [Theory]
    [InlineData("compaction")]
    [InlineData("advisor_message")]
    public void A_pass_without_model_is_the_responses_own_models(string type)
    {
        var reading = Reading.Of(Line.Assistant().Input(10).Output(20).Iterations(Pass(type, null, 30, 40)));

        Assert.Equal("claude-opus-4-8", Assert.Single(reading.Extra).Model);
    }

    [Fact]
    public void Passes_that_the_sums_hold_are_not_added()
    {
        var reading = Reading.Of(Line.Assistant().Input(30).Output(50).Iterations(Pass("message", null, 10, 20), Pass("message", null, 20, 30)));

        Assert.Empty(reading.Extra);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void Around_an_advisor_the_sums_hold_all_output_and_the_first_prompt_alone()
    {
        var (before, after) = (Pass("message", null, 412, 89), Pass("message", null, 1348, 442));
        before["cache_read_input_tokens"] = 50_000;
        after["cache_read_input_tokens"] = 50_412;

        var reading = Reading.Of(Line.Assistant().Input(412).CacheRead(50_000).Output(531).Iterations(before, Pass("advisor_message", "claude-opus-4-8", 60_823, 1_612), after));

        Assert.Equal((412, 50_000, 531), (reading.Only.Usage.Input, reading.Only.Usage.CacheRead, reading.Only.Usage.Output));
        Assert.Equal([("claude-opus-4-8", 60_823, 0, 1_612), ("claude-opus-4-8", 1_348, 50_412, 0L)], reading.Extra.Select(pass => (pass.Model!, pass.Usage.Input, pass.Usage.CacheRead, pass.Usage.Output)));
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void Where_a_pass_is_damaged_the_sums_count_and_it_is_said()
    {
        var reading = Reading.Of(Line.Assistant().Input(100).Output(50).Iterations(Pass("message", null, -5, 20), Pass("message", null, 200, 30)));

        Assert.Equal((100, 50), (reading.Only.Usage.Input, reading.Only.Usage.Output));
        Assert.Equal(LineProblem.UnknownIteration, Assert.Single(reading.Problems).Problem);
    }

    [Fact]
    public void Cache_writes_of_later_passes_are_added_whether_or_not_their_split_is_told()
    {
        var (first, later) = (Pass("message", null, 1, 1), Pass("message", null, 2, 1));
        first["cache_creation_input_tokens"] = 1_000;
        later["cache_creation_input_tokens"] = 300;

        var reading = Reading.Of(Line.Assistant().Input(1).Output(2).CacheWrite(0, 1_000).Iterations(first, later));

        Assert.Equal((1_000, 300), (reading.Only.Usage.CacheWrite1h, Assert.Single(reading.Extra).Usage.CacheWrite5m));
    }

    /// <summary>As the client wrote it when a model declined in the middle of its answer: the split is still the first attempt's.</summary>
    private static Line Declined(string? served, long output = 427)
    {
        var declined = Pass("message", "claude-fable-5", 535, output);
        declined["cache_creation_input_tokens"] = 4_369;
        declined["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = 4_369, ["ephemeral_1h_input_tokens"] = 0 };
        return Line.Assistant().Model(served).Input(5_412).Output(264).CacheWrite(0).Count("cache_creation", new JsonObject { ["ephemeral_5m_input_tokens"] = 4_369, ["ephemeral_1h_input_tokens"] = 0 })
            .Iterations(declined, Pass("fallback_message", "claude-opus-4-8", 5_412, 264));
    }

    [Theory]
    [InlineData("claude-opus-4-8")]
    [InlineData("claude-fable-5")]
    public void Where_a_model_declined_each_attempt_is_billed_by_itself(string served)
    {
        var reading = Reading.Of(Declined(served));

        Assert.Equal(("claude-opus-4-8", 5_412, 264, 0), (reading.Only.Model, reading.Only.Usage.Input, reading.Only.Usage.Output, reading.Only.Usage.CacheWrite5m));
        var attempt = Assert.Single(reading.Extra);
        Assert.Equal(("claude-fable-5", 535, 427, 4_369), (attempt.Model, attempt.Usage.Input, attempt.Usage.Output, attempt.Usage.CacheWrite5m));
    }

    [Fact]
    public void An_attempt_that_declined_at_once_costs_nothing()
    {
        var reading = Reading.Of(Declined("claude-opus-4-8", output: 0));

        Assert.Empty(reading.Extra);
        Assert.Equal((5_412, 264), (reading.Only.Usage.Input, reading.Only.Usage.Output));
    }

    [Fact]
    public void Several_models_may_decline_and_the_last_may_ask_an_advisor()
    {
        var reading = Reading.Of(Line.Assistant().Model("claude-fable-5").Input(7).Output(60).WebSearches(2).Iterations(
            Pass("message", "claude-fable-5", 5, 10), Pass("message", null, 6, 10), Pass("fallback_message", "claude-opus-5", 5, 0),
            Pass("fallback_message", "claude-opus-4-8", 7, 20), Pass("advisor_message", "claude-fable-5-2", 30, 40), Pass("fallback_message", "claude-opus-4-8", 9, 40)));

        Assert.Equal(("claude-opus-4-8", 7, 20, 2), (reading.Only.Model, reading.Only.Usage.Input, reading.Only.Usage.Output, reading.Only.Usage.WebSearches));
        Assert.Equal(
            [("claude-fable-5-2", 30, 40), ("claude-fable-5", 5, 10), ("claude-opus-4-8", 6, 10), ("claude-opus-4-8", 9, 40L)],
            reading.Extra.Select(pass => (pass.Model!, pass.Usage.Input, pass.Usage.Output)));
    }

    [Fact]
    public void Attempts_that_do_not_agree_with_the_sums_are_said_and_the_sums_count()
    {
        var reading = Reading.Of(Line.Assistant().Model("claude-fable-5").Input(7).Output(999).Iterations(Pass("message", "claude-fable-5", 5, 10), Pass("fallback_message", "claude-opus-4-8", 7, 20)));

        Assert.Equal(("claude-fable-5", 999), (reading.Only.Model, reading.Only.Usage.Output));
        Assert.Empty(reading.Extra);
        Assert.Equal(LineProblem.UnknownIteration, Assert.Single(reading.Problems).Problem);
    }

    [Fact]
    public void A_damaged_number_of_an_attempt_that_is_billed_spoils_the_line()
    {
        var reading = Reading.Of(Line.Assistant().Input(7).Output(20).Iterations(Pass("message", "claude-fable-5", -1, 10), Pass("fallback_message", "claude-opus-4-8", 7, 20)));

        Assert.Equal(LineProblem.BadNumber, Assert.Single(reading.Problems).Problem);
    }

    [Fact]
    public void A_pass_has_its_cache_split_completed_too()
    {
        var pass = Pass("compaction", null, 1, 2);
        pass["cache_creation_input_tokens"] = 100;
        pass["cache_creation"] = new JsonObject { ["ephemeral_1h_input_tokens"] = 30 };
        pass["cache_read_input_tokens"] = 7;

        var usage = Assert.Single(Reading.Of(Line.Assistant().Iterations(pass)).Extra).Usage;

        Assert.Equal((70, 30, 7), (usage.CacheWrite5m, usage.CacheWrite1h, usage.CacheRead));
    }

    [Fact]
    public void A_kind_nobody_knows_is_said_and_the_sums_are_taken_to_hold_it()
    {
        var reading = Reading.Of(Line.Assistant().Input(10).Output(20).Iterations(Pass("daydream", null, 1, 2)));

        Assert.Empty(reading.Extra);
        Assert.Equal(20, reading.Only.Usage.Output);
        Assert.Equal((LineProblem.UnknownIteration, 1, 1), Assert.Single(reading.Problems));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[5,\"x\",[]]")]
    public void Iterations_of_another_shape_cost_nothing_of_the_bill(string json)
    {
        var reading = Reading.Of(Line.Assistant().Output(20).Count("iterations", JsonNode.Parse(json)));

        Assert.Equal(20, reading.Only.Usage.Output);
    }

    [Fact]
    public void The_passes_of_the_final_snapshot_count_and_no_others()
    {
        var reading = Reading.Of(
            Line.Assistant().Output(1).Stop(null).Iterations(Pass("compaction", null, 5, 5)),
            Line.Assistant().Output(20).Iterations(Pass("compaction", null, 8, 9)));

        var pass = reading.Extra[reading.Only.ExtraStart];
        Assert.Equal((1, 8, 9), (reading.Only.ExtraCount, pass.Usage.Input, pass.Usage.Output));
    }

    [Fact]
    public void A_damaged_counter_of_a_pass_that_is_added_spoils_the_line()
    {
        var reading = Reading.Of(Line.Assistant("msg_1").Iterations(Pass("compaction", null, -1, 2)), Line.Assistant("msg_2").Iterations(Pass("message", null, -1, 2)));

        Assert.Equal(["msg_2"], reading.Keys);
        Assert.Equal(LineProblem.BadNumber, Assert.Single(reading.Problems).Problem);
    }
}
