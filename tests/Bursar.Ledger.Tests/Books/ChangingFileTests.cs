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
}
