using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Tests.Books;

/// <summary>Alone, as what the other tests take would be counted too.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTestsAlone;

/// <summary>
/// Years of transcripts are read with the memory of a few pieces. What a line takes is told by reading more of them; bytes,
/// unlike times, are the same on every machine. Raise a figure only with the reason in the commit.
/// </summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests : IDisposable
{
    private const int Lines = 1_000;

    /// <summary>A line is about as long as a real one, so that a piece holds about as many.</summary>
    private static readonly string s_words = new('x', 4_000);

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    /// <summary>A piece of some sixty lines ends with its position in the ledger's words, 1,400 bytes.</summary>
    [Fact]
    public void A_line_takes_nothing_to_read_but_its_part_of_a_piece()
    {
        Read("warm", Lines);
        Assert.InRange((Read("b", 3 * Lines) - Read("a", Lines)) / (2.0 * Lines), double.NegativeInfinity, 24);
    }

    /// <summary>Every second line is a response, and its record of 400 bytes lies in an array that doubles; nothing else grows with the lines.</summary>
    [Fact]
    public void A_line_takes_its_room_in_a_piece_to_bring_into_the_ledger()
    {
        IngestFiles("warm", 4, 200);
        var (few, many) = (IngestFiles("a", 12, 200), IngestFiles("b", 12, 400));

        Assert.InRange((many - few) / (12.0 * 200), double.NegativeInfinity, 540);
    }

    private string Write(string session, int lines) =>
        _machine.Session(session, [.. Enumerable.Range(0, lines).Select(i => i % 2 == 0 ? Line.User("2026-11-01T09:00:00Z", s_words) : Line.Assistant($"msg_{session}_{i}").Input(i).Output(1).Set("words", s_words))]);

    private long Read(string session, int lines)
    {
        var path = Write(session, lines);
        var file = TranscriptFile.FromPath(_machine["projects"], path)!;
        using var handle = File.OpenHandle(path);
        var reader = new TranscriptReader();
        var (batch, problems) = (new ResponseBatch(), new LineProblemCounts());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var position = TranscriptPosition.Beginning;
        for (var atEnd = false; !atEnd;)
        {
            (position, atEnd) = reader.Read(handle, file, position, batch, problems, maxResponses: 1);
            batch.Clear();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private long IngestFiles(string name, int files, int lines)
    {
        for (var i = 0; i < files; i++)
        {
            Write($"{name}{i:d3}", lines);
        }

        var catalog = TranscriptCatalog.Find([_machine.Root]);
        using var ledger = LedgerStore.Open(_machine.LedgerPath);
        var ingestor = new Ingestor(ledger, new Pricer(_machine.Prices));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        ingestor.Run(catalog, null, CancellationToken.None);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
