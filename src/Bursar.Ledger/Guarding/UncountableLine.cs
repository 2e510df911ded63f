using Bursar.Transcripts;

namespace Bursar.Ledger.Guarding;

/// <summary>A line of a session whose usage cannot be counted: what the session used is more than the ledger says.</summary>
/// <param name="Path">The transcript.</param>
/// <param name="Problem">Why not.</param>
/// <param name="Line">Its number in the transcript, the first of its kind there.</param>
public sealed record UncountableLine(string Path, LineProblem Problem, long Line)
{
    /// <summary>
    /// The first of a session's transcripts, if there is one. A line that is no JSON is not among them: the client leaves half
    /// a line behind when it is killed, and as a rule that holds no usage.
    /// </summary>
    public static UncountableLine? Find(LedgerStore ledger, Catalog catalog)
    {
        // Hardly any ledger has more than a few rows there.
        using var rows = ledger.Database.Prepare(
            $"SELECT path, problem, first_line FROM problems JOIN files ON files.id = problems.file WHERE problem IN ({(int)LineProblem.BadNumber}, {(int)LineProblem.TooLong})");
        while (rows.Step())
        {
            var path = rows.Text(0)!;
            foreach (var found in catalog.Found)
            {
                if (string.Equals(found.Path, path, StringComparison.Ordinal))
                {
                    return new UncountableLine(path, (LineProblem)rows.Int64(1), rows.Int64(2));
                }
            }
        }

        return null;
    }
}
