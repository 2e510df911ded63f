using BenchmarkDotNet.Attributes;
using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Pricing;
using Bursar.Testing;
using Bursar.Transcripts;

namespace Bursar.Benchmarks;

/// <summary>Bringing transcripts into an empty ledger, and the look that finds nothing new; per line of 40 sessions.</summary>
public class IngestBenchmarks
{
    private const int Sessions = 40;
    private const int LinesEach = 500;

    private readonly TempFolder _folder = new();
    private readonly PriceTable _prices = PriceTable.Embedded();
    private int _ledgers;

    [GlobalSetup]
    public void Write()
    {
        for (var i = 0; i < Sessions; i++)
        {
            Benchmarks.Transcripts.Write(_folder, $"s{i}", LinesEach);
        }

        Read("warm");
    }

    [Benchmark(OperationsPerInvoke = Sessions * LinesEach)]
    public long First() => Read($"ledger{_ledgers++}");

    [Benchmark(OperationsPerInvoke = Sessions * LinesEach)]
    public long Again() => Read("warm");

    private long Read(string name)
    {
        using var ledger = LedgerStore.Open(_folder[$"{name}/ledger.db"]);
        return new Ingestor(ledger, new Pricer(_prices)).Run(TranscriptCatalog.Find([_folder.Path]), null, CancellationToken.None).BytesRead;
    }

    [GlobalCleanup]
    public void Remove() => _folder.Dispose();
}
