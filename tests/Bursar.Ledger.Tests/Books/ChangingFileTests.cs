using System.Text;

namespace Bursar.Tests.Books;

/// <summary>Transcripts are cut, replaced, moved and deleted. What was counted stays, what is new is read, nothing is counted twice.</summary>
public sealed class ChangingFileTests : IDisposable
{
    private const string File1 = Machine.Project + "s1.jsonl";

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private static Line Response(int number, long output) => Line.Assistant($"msg_{number}").Output(output);

    private (long Messages, long Output) Counted
    {
        get
        {
            var totals = _machine.Totals;
            return (totals.Messages, totals.Output);
        }
    }

    private void Start()
    {
        _machine.Session("s1", Response(1, 1), Response(2, 2), Response(3, 4));
        Assert.Equal((3, 7), Counted);
    }

    [Fact]
    public void Truncated_rows_stay()
    {
        Start();
        _machine.Session("s1", Response(1, 1));

        Assert.Equal((3, 7), Counted);
    }

    [Fact]
    public void Emptied_and_written_anew_rows_stay_and_the_new_ones_come()
    {
        Start();
        _machine.Session("s1");
        Assert.Equal((3, 7), Counted);

        _machine.Session("s1", Response(4, 8), Response(5, 16));
        Assert.Equal((5, 31), Counted);
    }

    [Fact]
    public void Shrunk_and_grown_beyond_its_old_size_with_other_content()
    {
        Start();
        _machine.Session("s1", [Response(1, 1), .. Enumerable.Range(10, 20).Select(number => Response(number, 100))]);

        Assert.Equal((23, 2007), Counted);
    }

    [Fact]
    public void Replaced_by_a_new_file_of_the_same_name()
    {
        Start();
        File.Delete(_machine[File1]);
        _machine.Session("s1", Response(1, 1), Response(7, 8), Response(8, 16), Response(9, 32), Response(10, 64));

        Assert.Equal((7, 127), Counted);
    }

    [Fact]
    public void Rewritten_in_place_at_the_same_size()
    {
        Start();
        var modified = File.GetLastWriteTimeUtc(_machine[File1]);
        var text = File.ReadAllText(_machine[File1]).Replace("msg_2", "msg_7", StringComparison.Ordinal);
        _machine.Write(File1, text);
        File.SetLastWriteTimeUtc(_machine[File1], modified.AddSeconds(2));

        Assert.Equal((4, 9), Counted);
    }

    [Fact]
    public void Moved_to_another_project()
    {
        Start();
        Directory.CreateDirectory(_machine["projects/-home-user-elsewhere"]);
        File.Move(_machine[File1], _machine["projects/-home-user-elsewhere/s1.jsonl"]);

        Assert.Equal((3, 7), Counted);
    }

    [Fact]
    public void Gone_with_its_folder_and_all()
    {
        Start();
        Directory.Delete(_machine.Root, recursive: true);

        Assert.Equal((3, 7), Counted);
        Assert.Equal(1, _machine.Findings().FilesGone);
    }

    [Fact]
    public void A_half_written_last_line_counts_when_it_is_completed()
    {
        var text = $"{Machine.Stamp(Response(1, 1), "s1")}\n{Machine.Stamp(Response(2, 2), "s1")}";
        for (var length = text.Length - 120; length < text.Length; length += 40)
        {
            _machine.Write(File1, text[..length]);
            Assert.Equal((1, 1), Counted);
        }

        _machine.Write(File1, text);
        Assert.Equal((2, 3), Counted);
        _machine.Write(File1, text + "\n");
        Assert.Equal((2, 3), Counted);
        Assert.Empty(_machine.Findings().Problems);
    }

    [Fact]
    public void Problems_are_counted_once_also_when_the_file_is_read_again()
    {
        _machine.Session("s1", Response(1, -1), Response(2, 2));
        _machine.Ingest();
        _machine.Session("s1", Response(1, -1), Response(2, 3), Response(3, 4));
        _machine.Ingest();
        _machine.Session("s1", Response(1, -1), Response(2, 3), Response(3, 4), Response(4, -1));

        var problem = Assert.Single(_machine.Findings().Problems);

        Assert.Equal((2, 1), (problem.Count, problem.FirstLine));
    }

    [Fact]
    public void What_did_not_change_is_not_read_again()
    {
        Start();
        _machine.Subagent("s1", "a1", Response(9, 1));
        _machine.Ingest();

        var again = _machine.Ingest();

        Assert.Equal((2, 0, 0), (again.Files, again.FilesRead, again.BytesRead));
    }

    [Fact]
    public void A_journal_is_no_transcript_that_is_looked_at_each_time()
    {
        Start();
        _machine.Write($"{Machine.Project}s1/subagents/workflows/wf_1/journal.jsonl", "{}\n");
        _machine.Ingest();

        Assert.Equal(0, _machine.Ingest().FilesRead);
    }

    [Fact]
    public void Only_new_bytes_are_read()
    {
        Start();
        var added = Encoding.UTF8.GetBytes(Machine.Stamp(Response(4, 8), "s1") + "\n");
        using (var file = new FileStream(_machine[File1], FileMode.Append))
        {
            file.Write(added);
        }

        Assert.Equal(added.Length, _machine.Ingest().BytesRead);
        Assert.Equal((4, 15), Counted);
    }
}
