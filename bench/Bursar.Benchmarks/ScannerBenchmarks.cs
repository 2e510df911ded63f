using BenchmarkDotNet.Attributes;
using Bursar.Testing;
using Bursar.Transcripts;
using Microsoft.Win32.SafeHandles;

namespace Bursar.Benchmarks;

/// <summary>Finding and reading the usage of a transcript's lines; per line.</summary>
public class ScannerBenchmarks
{
    private const int Lines = 10_000;

    private readonly TempFolder _folder = new();
    private readonly TranscriptReader _reader = new();
    private readonly ResponseBatch _batch = new();
    private readonly LineProblemCounts _problems = new();
    private TranscriptFile _file = null!;
    private SafeFileHandle _handle = null!;

    [GlobalSetup]
    public void Write()
    {
        var path = Benchmarks.Transcripts.Write(_folder, "scanned", Lines);
        _file = TranscriptFile.FromPath(_folder["projects"], path)!;
        _handle = File.OpenHandle(path);
    }

    [Benchmark(OperationsPerInvoke = Lines)]
    public long Read()
    {
        var position = TranscriptPosition.Beginning;
        for (var atEnd = false; !atEnd;)
        {
            (position, atEnd) = _reader.Read(_handle, _file, position, _batch, _problems, maxResponses: 1);
            _batch.Clear();
        }

        return position.Offset;
    }

    [GlobalCleanup]
    public void Remove()
    {
        _handle.Dispose();
        _folder.Dispose();
    }
}
