namespace Bursar.Transcripts;

/// <summary>Lines of one transcript that had something wrong: how many of each kind, and the first of them.</summary>
public sealed class LineProblemCounts
{
    private readonly SortedDictionary<LineProblem, (long Count, long FirstLine)> _counts = [];

    public bool IsEmpty => _counts.Count == 0;

    public IEnumerable<(LineProblem Problem, long Count, long FirstLine)> All => _counts.Select(entry => (entry.Key, entry.Value.Count, entry.Value.FirstLine));

    public void Add(LineProblem problem, long line)
    {
        var (count, first) = _counts.GetValueOrDefault(problem, (0, line));
        _counts[problem] = (count + 1, first);
    }

    public void Clear() => _counts.Clear();
}
