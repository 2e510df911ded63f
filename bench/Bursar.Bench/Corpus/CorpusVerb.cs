using Bursar.Bench.Books;

namespace Bursar.Bench.Corpus;

/// <summary>Makes sessions in batches on all cores, takes them in order until the size is reached, and writes them.</summary>
internal static class CorpusVerb
{
    private const int Batch = 32;

    public static int Run(Flags flags)
    {
        var plan = new CorpusPlan(
            Path.GetFullPath(flags.Required("out")),
            flags.Size("size", "100MB"),
            flags.Number("seed", 1),
            (int)flags.Number("days", 120),
            flags.Date("until", new DateOnly(2026, 11, 20)),
            flags.Has("unknown-models"));
        if (Directory.Exists(Path.Combine(plan.Folder, "projects")))
        {
            throw new FlagException($"{plan.Folder} already holds a corpus; give another --out or delete it");
        }

        var tally = new Tally();
        var prose = new Prose(Dice.For(plan.Seed, -1));
        for (long first = 0; tally.Bytes < plan.Bytes; first += Batch)
        {
            var sessions = new Session[Batch];
            Parallel.For(0, Batch, i => sessions[i] = new Session(plan, prose, first + i));
            Session[] taken = [.. sessions.TakeWhile(session => Take(session, tally, plan.Bytes))];
            Parallel.ForEach(taken.SelectMany(session => session.Files), file => Write(plan.Folder, file));
        }

        File.WriteAllBytes(Path.Combine(plan.Folder, "expected.json"), tally.ToJson());
        Console.WriteLine($"{tally.Bytes:N0} bytes, {tally.Files:N0} files, {tally.Lines:N0} lines, "
            + $"{tally.AssistantLines:N0} assistant lines, {tally.Messages:N0} responses");
        return 0;
    }

    private static bool Take(Session session, Tally tally, long limit)
    {
        if (tally.Bytes >= limit)
        {
            return false;
        }

        session.Responses.ForEach(tally.Add);
        foreach (Transcript transcript in session.Files.Select(file => file.Transcript).OfType<Transcript>())
        {
            tally.AddFile(transcript.Text.Length, transcript.Lines, transcript.AssistantLines);
        }

        return true;
    }

    private static void Write(string root, CorpusFile file)
    {
        string path = Path.Combine(root, file.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (file.Transcript is not { } transcript)
        {
            File.WriteAllText(path, file.Text);
            return;
        }

        using (FileStream stream = File.Create(path))
        {
            stream.Write(transcript.Text.Span);
        }

        // As old as its last line, as a real one is: programs skip files by age.
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddMilliseconds(transcript.LastTime));
    }
}
