using System.Text;
using System.Text.Json.Nodes;
using Bursar.Attribution;
using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

public sealed class TurnTests
{
    private static int _calls;

    [Fact]
    public void A_skill_has_what_follows_its_call_until_the_next_prompt()
    {
        var reading = Reading.Of(
            Line.User("2026-11-01T10:00:00Z"), Calls("msg_1", "Skill", "tally"), Result(), Line.Assistant("msg_2"), Line.User("2026-11-01T10:01:00Z"), Line.Assistant("msg_3"));

        Assert.Equal([null, "tally", null], reading.Responses.Select(r => r.Turn.Skill));
    }

    [Fact]
    public void The_next_skill_ends_the_one_before()
    {
        var reading = Reading.Of(Line.User("2026-11-01T10:00:00Z"), Calls("msg_1", "Skill", "tally"), Calls("msg_2", "Skill", "weigh"), Line.Assistant("msg_3"));

        Assert.Equal([null, "tally", "weigh"], reading.Responses.Select(r => r.Turn.Skill));
    }

    [Fact]
    public void Every_line_of_the_response_that_calls_a_skill_is_before_the_skill()
    {
        var reading = Reading.Of(Line.User("2026-11-01T10:00:00Z"), Calls("msg_1", "Skill", "tally"), Calls("msg_1", "Bash").Output(9), Line.Assistant("msg_2"));

        Assert.Equal([(null, null), ("tally", "Bash Skill")], reading.Responses.Select(r => (r.Turn.Skill, r.Turn.Answers)));
    }

    [Theory]
    [InlineData("<command-message>weigh</command-message>\n<command-name>/weigh</command-name>\n<command-args>7</command-args>", TurnKind.Command, "weigh")]
    [InlineData("<command-name>/plugin:weigh</command-name>", TurnKind.Command, "plugin:weigh")]
    [InlineData("What does <command-name>/weigh</command-name> mean?", TurnKind.Prompt, null)]
    [InlineData("<command-name>/a secret of mine</command-name>", TurnKind.Prompt, null)]
    public void A_typed_command_is_the_turns_skill(string text, TurnKind kind, string? skill)
    {
        var reading = Reading.Of(Line.User("2026-11-01T10:00:00Z", text), Line.User("2026-11-01T10:00:00Z").Set("isMeta", true), Line.Assistant("msg_1"), Line.Assistant("msg_2"));

        Assert.All(reading.Responses, r => Assert.Equal((kind, skill), (r.Turn.Kind, r.Turn.Skill)));
    }

    [Fact]
    public void A_scheduled_task_has_its_turn()
    {
        var reading = Reading.Of(
            Line.Of("system").Set("subtype", "scheduled_task_fire").Set("content", "Running scheduled task"), Line.User("2026-11-01T10:00:00Z"), Line.Assistant("msg_1"),
            Line.User("2026-11-01T11:00:00Z").Set("promptSource", "typed"), Line.Assistant("msg_2"),
            Line.User("2026-11-01T11:00:00Z").Set("origin", new JsonObject { ["kind"] = "channel", ["server"] = "x" }), Line.Assistant("msg_3"),
            Line.User("2026-11-01T11:00:00Z").Set("origin", new JsonObject { ["kind"] = "task-notification" }), Line.Assistant("msg_4"));

        Assert.Equal(
            [(TurnKind.Scheduled, "scheduled"), (TurnKind.Prompt, null), (TurnKind.Scheduled, "channel"), (TurnKind.Scheduled, "channel")],
            reading.Responses.Select(r => (r.Turn.Kind, r.Turn.Label)));
    }

    [Fact]
    public void A_response_answers_the_calls_before_it()
    {
        var reading = Reading.Of(Line.User("2026-11-01T10:00:00Z"), Calls("msg_1", "Read"), Calls("msg_1", "Bash"), Calls("msg_1", "Read"), Result(), Line.Assistant("msg_2"), Line.Assistant("msg_3"));

        Assert.Equal([null, "Bash Read*2", null], reading.Responses.Select(r => r.Turn.Answers));
    }

    [Fact]
    public void A_prompt_with_an_image_longer_than_the_buffer_ends_the_skill()
    {
        var image = new JsonArray(new JsonObject { ["type"] = "image", ["source"] = new string('A', 5000) }, new JsonObject { ["type"] = "text", ["text"] = "See." });
        var prompt = Line.User("2026-11-01T10:01:00Z");
        ((JsonObject)prompt.Json["message"]!)["content"] = image;
        Line[] lines = [Line.User("2026-11-01T10:00:00Z"), Calls("msg_1", "Skill", "tally"), Line.Assistant("msg_2"), prompt, Line.Assistant("msg_3")];

        var reading = Reading.Of(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), bufferSize: 1024);

        Assert.Equal([null, "tally", null], reading.Responses.Select(r => r.Turn.Skill));
    }

    [Fact]
    public void Reading_stopped_at_any_line_goes_on_as_if_it_had_not()
    {
        Line[] lines =
        [
            Line.User("2026-11-01T10:00:00Z", "<command-name>/weigh</command-name>"), Calls("msg_1", "Bash"), Calls("msg_1", "Read"), Result(), Calls("msg_2", "Skill", "tally"), Line.Assistant("msg_2"),
            Result(), Line.Assistant("msg_3"), Line.Of("system").Set("subtype", "scheduled_task_fire"), Line.User("2026-11-01T10:02:00Z"), Line.Assistant("msg_4"),
        ];
        var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        var turns = Reading.Of(bytes).Responses.Select(r => r.Turn).ToList();
        using var folder = new TempFolder();
        var path = folder.Write("-home-user-project/s.jsonl", bytes);
        using var handle = File.OpenHandle(path);
        var file = TranscriptFile.FromPath(folder.Path, path)!;
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            var (first, second) = (new ResponseBatch(), new ResponseBatch());
            var (position, _) = new TranscriptReader(4096).Read(handle, file, TranscriptPosition.Beginning, first, new LineProblemCounts(), size: cut);
            new TranscriptReader(4096).Read(handle, file, position, second, new LineProblemCounts());

            var merged = new Dictionary<string, TurnContext>(StringComparer.Ordinal);
            foreach (var batch in new[] { first, second })
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    var key = Encoding.UTF8.GetString(batch.Key(i));
                    Assert.True(!merged.TryGetValue(key, out var known) || known == batch.Records[i].Turn, $"{key} changes at {cut}");
                    merged[key] = batch.Records[i].Turn;
                }
            }

            Assert.Equal(turns, merged.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value));
        }

    }

    private static Line Calls(string id, string tool, string? skill = null)
    {
        var input = new JsonObject();
        if (skill is not null)
        {
            input["skill"] = skill;
        }

        return Line.Assistant(id).Content(new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{_calls++}", ["name"] = tool, ["input"] = input });
    }

    private static Line Result()
    {
        var line = Line.User("2026-11-01T10:00:30Z");
        ((JsonObject)line.Json["message"]!)["content"] = new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = "toolu_1", ["content"] = "x" });
        return line;
    }
}
