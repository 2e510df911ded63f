using System.Text.Json.Nodes;
using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>Only message.usage of assistant lines is a bill.</summary>
public sealed class NotUsageTests
{
    private static JsonObject Usage => new() { ["input_tokens"] = 999, ["output_tokens"] = 999 };

    [Fact]
    public void The_usage_of_a_finished_subagent_in_a_tool_result_is_not_counted()
    {
        Assert.Empty(Reading.Of(Line.User("2026-11-01T10:00:00.000Z").Set("toolUseResult", new JsonObject { ["status"] = "completed", ["usage"] = Usage, ["totalTokens"] = 1998 })).Responses);
    }

    [Fact]
    public void Nor_is_it_on_an_assistant_line()
    {
        var usage = Reading.Of(Line.Assistant().Input(1).Output(2).Set("toolUseResult", new JsonObject { ["usage"] = Usage }).Set("usage", Usage)).Only.Usage;

        Assert.Equal((1, 2), (usage.Input, usage.Output));
    }

    [Fact]
    public void A_tool_input_that_holds_a_usage_object_is_not_counted()
    {
        var usage = Reading.Of(Line.Assistant().Input(1).Output(2).Content(
            new JsonObject { ["type"] = "tool_use", ["id"] = "toolu_1", ["input"] = new JsonObject { ["usage"] = Usage, ["message"] = new JsonObject { ["id"] = "msg_9", ["usage"] = Usage } } })).Only.Usage;

        Assert.Equal((1, 2), (usage.Input, usage.Output));
    }

    [Fact]
    public void A_text_that_imitates_a_line_is_not_counted()
    {
        var imitation = Line.Assistant("msg_9").Output(999).ToString();

        Assert.Empty(Reading.Of(Line.User("2026-11-01T10:00:00.000Z", imitation + "\n" + imitation)).Responses);
    }

    [Fact]
    public void A_line_of_another_type_is_not_counted_whatever_it_holds()
    {
        foreach (var type in (string[])["user", "progress", "system", "attachment", "cost-state", "summary", "assistant-draft"])
        {
            var reading = Reading.Of(Line.Assistant().Output(5).Set("type", type));

            Assert.Empty(reading.Responses);
            Assert.Empty(reading.Problems);
        }
    }

    [Fact]
    public void The_clients_own_lines_were_not_billed()
    {
        var reading = Reading.Of(Line.Assistant("msg_1").Model("<synthetic>").Output(5), Line.Assistant("msg_2").Set("isApiErrorMessage", true).Output(5), Line.Assistant("msg_3").Set("isApiErrorMessage", false).Output(5));

        Assert.Equal(["msg_3"], reading.Keys);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void A_message_without_usage_is_no_response()
    {
        var reading = Reading.Of(Line.Assistant("msg_1").WithoutUsage(), Line.Assistant("msg_2").Set("message", null), Line.Assistant("msg_3").Set("message", new JsonObject { ["id"] = "msg_3", ["usage"] = null }));

        Assert.Empty(reading.Responses);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void A_broken_line_is_counted_with_its_number_and_never_stops_the_file()
    {
        var good = Line.Assistant("msg_1").ToString();

        var reading = Reading.Of($"{good}\n{good[..200]}\nnot json at all\n[1,2]\n{{\"type\":\"assistant\",\"message\":{{\"usage\":{{\"input_tokens\":1}}}}\n{Line.Assistant("msg_2")}\n");

        Assert.Equal(["msg_1", "msg_2"], reading.Keys);
        Assert.Equal((LineProblem.NotJson, 4, 2), Assert.Single(reading.Problems));
        Assert.Equal(6, reading.End.Line);
    }
}
