using System.Text;
using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>A live file ends anywhere.</summary>
public sealed class TailTests
{
    [Fact]
    public void A_half_written_last_line_is_left_for_later_and_is_no_problem()
    {
        var first = Line.Assistant("msg_1") + "\n";

        var reading = Reading.Of(first + Line.Assistant("msg_2").ToString()[..^10]);

        Assert.Equal(["msg_1"], reading.Keys);
        Assert.Empty(reading.Problems);
        Assert.Equal((first.Length, 1), (reading.End.Offset, reading.End.Line));
    }

    [Fact]
    public void A_whole_last_line_without_its_newline_counts_and_will_be_read_again()
    {
        var first = Line.Assistant("msg_1") + "\n";

        var reading = Reading.Of(first + Line.Assistant("msg_2").Output(9));

        Assert.Equal(["msg_1", "msg_2"], reading.Keys);
        Assert.Equal((first.Length, 1), (reading.End.Offset, reading.End.Line));
    }

    [Fact]
    public void Cut_at_any_byte_a_line_is_read_whole_or_not_at_all()
    {
        var line = Encoding.UTF8.GetBytes(Line.Assistant().Input(11).Output(101).CacheWrite(600, 400).Content("}").ToString());
        for (var length = 0; length < line.Length; length++)
        {
            Assert.Empty(Reading.Of(line[..length]).Responses);
        }

        Assert.Equal(101, Reading.Of(line).Only.Usage.Output);
    }

    [Fact]
    public void Reading_goes_on_where_it_stopped_and_lines_keep_their_numbers()
    {
        using var folder = new TempFolder();
        var text = Encoding.UTF8.GetBytes($"{Line.User("2026-11-01T09:00:00Z")}\n{Line.Assistant("msg_1")}\n{{torn\n{Line.Assistant("msg_2")}\n");
        var whole = Reading.Of(text);
        for (var cut = 0; cut <= text.Length; cut += 13)
        {
            var path = folder.Write("-home-user-project/s.jsonl", text.AsSpan(0, cut));
            var file = TranscriptFile.FromPath(folder.Path, path)!;
            var reader = new TranscriptReader();
            var batch = new ResponseBatch();
            var problems = new LineProblemCounts();
            TranscriptPosition position;
            using (var handle = File.OpenHandle(path))
            {
                (position, _) = reader.Read(handle, file, TranscriptPosition.Beginning, batch, problems);
            }

            folder.Write("-home-user-project/s.jsonl", text);
            using (var handle = File.OpenHandle(path))
            {
                (position, _) = reader.Read(handle, file, position, batch, problems);
            }

            Assert.Equal(whole.End, position);
            Assert.Equal(["msg_1", "msg_2"], Enumerable.Range(0, batch.Count).Select(i => Encoding.UTF8.GetString(batch.Key(i))));
            Assert.Equal((LineProblem.NotJson, 1, 3), Assert.Single(problems.All));
        }
    }
}
