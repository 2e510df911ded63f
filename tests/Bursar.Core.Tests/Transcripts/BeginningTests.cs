using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bursar.Transcripts;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Transcripts;

/// <summary>A response began when the line was there that it answers, not when its own lines were written.</summary>
public sealed class BeginningTests
{
    private const string Asked = "2026-11-01T10:00:01.250Z";

    /// <summary>With it the session's start is known, and long lines need not be held for that.</summary>
    private static Line Opening => Line.User("2026-11-01T08:00:00Z");

    private static long OpeningAt => Timestamp.Of(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    private static Line Answer(string id = "msg_1") => Line.Assistant(id).At("2026-11-01T10:00:09.500Z");

    private static string? Began(ResponseRecord response) => response.Started == TranscriptPosition.UnknownTime ? null : Timestamp.ToDateTimeOffset(response.Started).ToString("HH:mm:ss.fff", null);

    private static string? Began(params Line[] lines) => Began(Reading.Of(lines).Responses[^1]);

    [Fact]
    public void A_response_begins_with_the_line_that_it_answers() => Assert.Equal("10:00:01.250", Began(Line.User("2026-11-01T10:00:00Z"), Line.User(Asked), Answer()));

    [Fact]
    public void Of_a_response_that_answers_nothing_the_first_line_is_the_earliest_that_is_known() =>
        Assert.Equal("10:00:03.000", Began(Answer().At("2026-11-01T10:00:03Z").Stop(null), Answer()));

    [Fact]
    public void A_response_begins_no_later_than_it_is_written_whatever_the_clock_said() => Assert.Equal("10:00:09.500", Began(Line.User("2026-11-01T11:00:00Z"), Answer()));

    [Fact]
    public void Without_any_time_no_beginning_is_guessed() => Assert.Null(Began(Line.User(Asked).Without("timestamp"), Answer().Without("timestamp")));

    [Fact]
    public void What_the_client_notes_in_the_middle_of_a_response_does_not_begin_it() =>
        Assert.Equal("10:00:01.250", Began(Line.User(Asked), Line.QueueOperation("2026-11-01T10:00:05Z"), Line.Of("progress").At("2026-11-01T10:00:06Z").Set("data", new JsonObject { ["parentUuid"] = "u" }), Answer()));

    [Fact]
    public void All_lines_of_a_response_began_with_the_first_of_them()
    {
        var reading = Reading.Of(Line.User(Asked), Answer().At("2026-11-01T10:00:03Z").Stop(null), Line.User("2026-11-01T10:00:05Z"), Answer());

        Assert.Equal("10:00:01.250", Began(reading.Only));
    }

    [Fact]
    public void The_next_response_begins_where_the_one_before_was_written() =>
        Assert.Equal("10:00:09.500", Began(Line.User(Asked), Answer(), Answer("msg_2").At("2026-11-01T10:00:20Z")));

    [Fact]
    public void A_copy_in_a_fork_began_when_its_original_did()
    {
        var original = Reading.Of(Line.User(Asked).Session("a"), Answer().Session("a"));
        var fork = Reading.Of(Line.QueueOperation("2026-11-01T12:00:00Z"), Line.User(Asked).Session("b"), Answer().Session("b"));

        Assert.Equal(Began(original.Only), Began(fork.Only));
    }

    [Theory]
    [InlineData("""{"timestamp":"2026-11-01T09:59:00Z"}""")]
    [InlineData("""[{"a":1},{"uuid":"u","timestamp":"2026-11-01T09:59:00Z"}]""")]
    [InlineData("\"\\\"timestamp\\\":\\\"2026-11-01T09:59:00Z\"")]
    [InlineData("\"\\\\\\\"timestamp\\\":\\\"2026-11-01T09:59:00Z\"")]
    public void A_time_inside_what_a_tool_answered_is_not_the_lines_own(string result) => Assert.Equal("10:00:01.250",
        Began(Line.User(Asked).Set("toolUseResult", JsonNode.Parse(result)), Answer()));

    [Theory]
    [InlineData("""{"parentUuid":null,"type":"user","timestamp": "2026-11-01T10:00:01.25Z"}""")]
    [InlineData("""{ "timestamp" : "2026-11-01T11:00:01.25+01:00", "parentUuid" : "x" }""")]
    [InlineData("""{"parentUuid":null,"time\u0073tamp":"2026-11-01T10:00:01\u002e250Z"}""")]
    [InlineData("""{"parentUuid":null,"timestamp":"2026-11-01T09:00:00Z","timestamp":"2026-11-01T10:00:01.250Z"}""")]
    [InlineData("""{"parentUuid":null,"timestamp":"2026-11-01T09:00:00Z","timestamp" :"2026-11-01T10:00:01.250Z","z":{}}""")]
    public void However_the_line_before_is_written_its_time_is_found(string before)
    {
        foreach (var size in (int[])[256, 300, 4096])
        {
            var padding = $"{{\"type\":\"note\",\"text\":\"{new string('x', 400)}\"}}\n";

            Assert.Equal("10:00:01.250", Began(Reading.Of(Encoding.UTF8.GetBytes($"{Opening}\n{padding}{before}\n{padding}{Answer()}\n"), size).Only));
        }
    }

    [Theory]
    [InlineData("""{"parentUuid":null,"type":"user"}""")]
    [InlineData("""{"parentUuid":null,"timestamp":null}""")]
    [InlineData("""{"parentUuid":null,"timestamp":"yesterday"}""")]
    [InlineData("""{"parentUuid":null,"timestamp":"2026-11-01T10:00:01.250Z","timestamp":17}""")]
    public void When_the_line_before_tells_no_time_no_other_stands_in_for_it(string before) => Assert.Equal("10:00:09.500", Began(Reading.Of($"{Line.User(Asked)}\n{before}\n{Answer()}\n").Only));

    [Fact]
    public void An_image_of_megabytes_before_a_response_is_passed_and_its_time_is_known()
    {
        var image = Line.User(Asked, new string('A', 3 << 20)).Set("toolUseResult", new JsonObject { ["base64"] = new string('A', 3 << 20), ["timestamp"] = "2026-11-01T09:59:00Z" });

        Assert.Equal("10:00:01.250", Began(Line.User("2026-11-01T09:00:00Z"), image, Answer()));
    }

    [Fact]
    public void An_escaped_quote_ends_no_text_wherever_the_buffer_ends_around_it()
    {
        for (var shift = 0; shift < 300; shift++)
        {
            var question = Line.User("2026-11-01T09:00:00Z").Set("message", new string('x', 500 + shift) + "\\\"").Without("timestamp").Set("timestamp", Asked);
            var text = Encoding.UTF8.GetBytes($"{Opening}\n{question.Json.ToJsonString(Relaxed)}\n{Answer()}\n");

            Assert.Equal("10:00:01.250", Began(Reading.Of(text, 256).Only));
        }
    }

    [Fact]
    public void Wherever_reading_stopped_and_went_on_the_beginning_is_the_same()
    {
        using var folder = new TempFolder();
        var text = Encoding.UTF8.GetBytes($"{Line.User("2026-11-01T09:00:00Z")}\n{Line.User(Asked)}\n{Line.QueueOperation("2026-11-01T10:00:02Z")}\n{Answer().Stop(null)}\n{Answer()}\n{Answer("msg_2").At("2026-11-01T10:00:12Z")}\n");
        for (var cut = 0; cut <= text.Length; cut += 7)
        {
            var batch = new ResponseBatch();
            var reader = new TranscriptReader();
            var position = TranscriptPosition.Beginning;
            foreach (var length in (int[])[cut, text.Length])
            {
                var path = folder.Write("p/s.jsonl", text.AsSpan(0, length));
                using var handle = File.OpenHandle(path);
                (position, _) = reader.Read(handle, TranscriptFile.FromPath(folder.Path, path)!, position, batch, new LineProblemCounts());
            }

            Assert.Equal(["10:00:01.250", "10:00:09.500"], batch.Records.ToArray().Select(Began));
        }
    }

    [Fact]
    public void Whatever_a_line_holds_its_own_time_is_found_through_any_buffer() =>
        Check.One(Seeded.Config(500), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Gen.Choose(256, 2000).ToArbitrary(), (seed, size) =>
        {
            var random = new Random(seed);
            var lines = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Any(random, 0)).Where(line => line is JsonObject).Select(line => line!.ToJsonString(random.Next(2) == 0 ? null : Relaxed)).ToList();
            long? expected = OpeningAt;
            foreach (var line in lines)
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.TryGetProperty("parentUuid", out _))
                {
                    expected = json.RootElement.TryGetProperty("timestamp", out var at) && at.ValueKind == JsonValueKind.String && Timestamp.TryParse(Encoding.UTF8.GetBytes(at.GetString()!), out var time) ? time : null;
                }
            }

            var began = Reading.Of(Encoding.UTF8.GetBytes(Opening + "\n" + string.Concat(lines.Select(line => line + "\n")) + Answer().Without("timestamp") + "\n"), size).Only.Started;
            Assert.True((expected ?? TranscriptPosition.UnknownTime) == began, string.Join('\n', lines));
        }));

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Names = ["parentUuid", "timestamp", "uuid", "toolUseResult", "timestamp\":\"2026-11-01T08:00:00Z", "\\", "cwd", "\"timestamp"];

    private static readonly string[] Texts = ["2026-11-01T10:00:00Z", "2026-11-01T10:00:00.123Z", "", "\"", "\\", "\\\"", "\"timestamp\":\"2026-11-01T09:00:00Z\"", "}", "{", "\n", "ü"];

    private static JsonNode? Any(Random random, int depth)
    {
        switch (depth == 0 ? 0 : random.Next(depth > 3 ? 2 : 0, 6))
        {
            case 0:
                var json = new JsonObject();
                for (var count = random.Next(depth == 0 ? 2 : 0, 6); count > 0; count--)
                {
                    json[Names[random.Next(Names.Length)]] = Any(random, depth + 1);
                }

                return json;
            case 1:
                return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, depth + 1))]);
            case 2:
                return random.Next(100);
            case 3:
                return string.Concat(Enumerable.Repeat(Texts[random.Next(Texts.Length)], random.Next(1, 60)));
            default:
                return Texts[random.Next(Texts.Length)];
        }
    }
}
