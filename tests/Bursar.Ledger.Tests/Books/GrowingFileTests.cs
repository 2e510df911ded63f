using System.Text;

namespace Bursar.Tests.Books;

/// <summary>Transcripts grow while they are read; what is new is read, and nothing else.</summary>
public sealed class GrowingFileTests : IDisposable
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
