using Bursar.Bench.Books;

namespace Bursar.Bench.Check;

/// <summary>Reads a corpus back in the plainest way there is and holds it against its own <c>expected.json</c>.</summary>
internal static class CheckCorpusVerb
{
    public static int Run(Flags flags)
    {
        string root = flags.Required("dir");
        string expectedPath = Path.Combine(root, "expected.json");
        if (!File.Exists(expectedPath))
        {
            throw new FlagException($"{expectedPath} is not there; make the corpus with the verb corpus");
        }

        var reading = new PlainReading();
        PlainTranscript[] transcripts = [.. Directory
            .EnumerateFiles(Path.Combine(root, "projects"), "*.jsonl", SearchOption.AllDirectories)
            .Select(PlainTranscript.Read)
            .OrderBy(transcript => transcript.Begun, StringComparer.Ordinal)];
        foreach (PlainTranscript transcript in transcripts)
        {
            reading.Add(transcript);
        }

        List<string> differences = JsonDifferences.Find(File.ReadAllBytes(expectedPath), reading.ToTally().ToJson());
        foreach (string difference in differences.Take(20))
        {
            Console.WriteLine(difference);
        }

        Console.WriteLine(differences.Count == 0 ? "the corpus holds what expected.json says" : $"{differences.Count} differences");
        return differences.Count == 0 ? 0 : 1;
    }
}
