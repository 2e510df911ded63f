using Bursar.Transcripts;

namespace Bursar.Ledger.Reports;

/// <summary>Lines of one kind of problem: how many, and where the first of them is. Never their content.</summary>
public sealed record ProblemFinding(LineProblem Problem, long Count, string FirstFile, long FirstLine);

public sealed record UnpricedFinding(string Model, string Reason, long Messages, long Tokens);

/// <summary>What the ledger can say about itself.</summary>
/// <param name="CloudResponses">Responses of Bedrock and Vertex AI, whose endpoints no transcript tells.</param>
public sealed record Findings(long Responses, long Unfinished, long Sessions, long Files, long FilesGone, DateTimeOffset? First, DateTimeOffset? Last,
    IReadOnlyList<ProblemFinding> Problems, IReadOnlyList<UnpricedFinding> Unpriced, IReadOnlyList<(string Version, long Messages)> Versions, long CloudResponses)
{
    public static Findings Read(LedgerStore ledger, IReadOnlySet<string> presentFiles) => LedgerStore.Guarded(ledger.Path, () =>
    {
        var database = ledger.Database;
        var gone = 0L;
        using (var files = database.Prepare("SELECT path FROM files"))
        {
            while (files.Step())
            {
                gone += presentFiles.Contains(files.Text(0)!) ? 0 : 1;
            }
        }

        return new Findings(
            database.Scalar("SELECT count(*) FROM responses WHERE part = 0"),
            database.Scalar("SELECT count(*) FROM responses WHERE part = 0 AND final = 0"),
            database.Scalar("SELECT count(DISTINCT session) FROM responses"),
            database.Scalar("SELECT count(*) FROM files"), gone,
            Instant(database, "min"), Instant(database, "max"),
            ReadProblems(database), ReadUnpriced(database), ReadVersions(database),
            database.Scalar($"SELECT count(*) FROM responses WHERE part = 0 AND inference_geo IN (SELECT id FROM names WHERE name IN ('{CloudPlatform.Bedrock}', '{CloudPlatform.Vertex}'))"));
    });

    private static DateTimeOffset? Instant(Sqlite.Database database, string function)
    {
        using var statement = database.Prepare($"SELECT {function}(at) FROM responses");
        return statement.Step() && statement.Int64OrNull(0) is { } at ? Timestamp.ToDateTimeOffset(at) : null;
    }

    private static List<ProblemFinding> ReadProblems(Sqlite.Database database)
    {
        using var rows = database.Prepare(
            """
            SELECT problem, sum(count), path, first_line FROM (SELECT problem, count, path, first_line FROM problems JOIN files ON files.id = problems.file ORDER BY path)
            GROUP BY problem ORDER BY problem
            """);
        var found = new List<ProblemFinding>();
        while (rows.Step())
        {
            found.Add(new ProblemFinding((LineProblem)rows.Int64(0), rows.Int64(1), rows.Text(2)!, rows.Int64(3)));
        }

        return found;
    }

    private static List<UnpricedFinding> ReadUnpriced(Sqlite.Database database)
    {
        using var rows = database.Prepare(
            """
            SELECT coalesce(name, '(none)'), unpriced, count(DISTINCT slot), sum(input + output + cache_write_5m + cache_write_1h + cache_read)
            FROM responses LEFT JOIN names ON names.id = model WHERE unpriced <> 0 GROUP BY 1, 2 ORDER BY 4 DESC, 1
            """);
        var found = new List<UnpricedFinding>();
        while (rows.Step())
        {
            found.Add(new UnpricedFinding(rows.Text(0)!, Pricing.UnpricedReasons.Describe((Pricing.Unpriced)rows.Int64(1)), rows.Int64(2), rows.Int64(3)));
        }

        return found;
    }

    private static List<(string, long)> ReadVersions(Sqlite.Database database)
    {
        using var rows = database.Prepare("SELECT coalesce(name, '(none)'), count(*) FROM responses LEFT JOIN names ON names.id = version WHERE part = 0 GROUP BY 1 ORDER BY 2 DESC, 1");
        var found = new List<(string, long)>();
        while (rows.Step())
        {
            found.Add((rows.Text(0)!, rows.Int64(1)));
        }

        return found;
    }
}
