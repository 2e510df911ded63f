using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Tests.Books;

/// <summary>
/// Years of transcripts are read with the memory of a few pieces. What a line takes is told by reading more of them; bytes,
/// unlike times, are the same on every machine. Raise a figure only with the reason in the commit.
/// </summary>
public sealed class AllocationTests : IDisposable
{
    private const int Lines = 1_000;

    /// <summary>A line is about as long as a real one, so that a piece holds about as many.</summary>
    private static readonly string s_words = new('x', 4_000);

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    /// <summary>A piece of some sixty lines ends with its position in the ledger's words, 400 bytes (until 2026-11-26 an empty list for each response as well).</summary>
    [Fact]
    public void A_line_takes_nothing_to_read_but_its_part_of_a_piece()
    {
        Read("warm", Lines);
        Assert.InRange((Least(Read, "b", 3 * Lines) - Least(Read, "a", Lines)) / (2.0 * Lines), double.NegativeInfinity, 8);
    }

    /// <summary>Every second line is a response, and its record of 400 bytes lies in an array that doubles; nothing else grows with the lines.</summary>
    [Fact]
    public void A_line_takes_its_room_in_a_piece_to_bring_into_the_ledger()
    {
        Ingest("warm", Lines);
        Assert.InRange((Least(Ingest, "b", 3 * Lines) - Least(Ingest, "a", Lines)) / (2.0 * Lines), double.NegativeInfinity, 600);
    }

    /// <summary>What it takes by itself: the runtime's own work (a method compiled again, a pool that was emptied) falls into some runs and not into all.</summary>
    private static long Least(Func<string, int, long> work, string session, int lines) => Enumerable.Range(0, 5).Min(i => work($"{session}{i}", lines));

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

    private long Ingest(string session, int lines)
    {
        // On this thread alone: how many pieces a bulk ingest has at once depends on who is faster.
        var catalog = TranscriptCatalog.FindSession(Write(session, lines));
        using var ledger = LedgerStore.Open(_machine.LedgerPath);
        var ingest = new SessionIngest(ledger, new Pricer(_machine.Prices));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(ledger.Transact(() => ingest.Run(catalog)));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
