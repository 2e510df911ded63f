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

    [Theory]
    [InlineData("message")]
    [InlineData("fallback_message")]
    public void Passes_that_the_sums_hold_are_not_added(string type)
    {
        var reading = Reading.Of(Line.Assistant().Input(10).Output(20).Iterations(Pass(type, "claude-opus-4-8", 10, 20), Pass(type, null, 10, 20)));

        Assert.Empty(reading.Extra);
        Assert.Empty(reading.Problems);
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
