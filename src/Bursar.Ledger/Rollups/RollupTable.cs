using Bursar.Ledger.Sqlite;
using Bursar.Transcripts;

namespace Bursar.Ledger.Rollups;

/// <summary>
/// Keeps the sums of responses in step with the responses, in the same transaction. New rows are added up in memory and laid
/// over the sums once per transaction. Rows that change are taken out and put in again in a small write; a bulk write marks
/// their sessions as stale instead, and those sums are made anew when somebody asks for them.
/// </summary>
internal sealed class RollupTable(Database database)
{
    /// <summary>Microseconds of a quarter of an hour.</summary>
    public const long Quarter = 15 * 60 * Timestamp.PerSecond;

    private const string Keys = "project, branch, model, skill, agent, agent_id";

    /// <summary>Whether everything that was summed in a row has left it; its largest, first and last are then of the past.</summary>
    public const string IsEmpty = "(messages = 0 AND input = 0 AND output = 0 AND cache_write_5m = 0 AND cache_write_1h = 0 AND cache_read = 0 AND web_searches = 0 AND cost = 0)";

    /// <summary>What <see cref="AddedSums"/> reads of a response, and its price.</summary>
    public const string Columns =
        """
        session, at, project, branch, model, skill, agent, agent_id, part, sidechain, final,
        input, output, cache_write_5m, cache_write_1h, cache_read, web_searches, length(tools) / 4, cost, unpriced
        """;

    public const int CostColumn = 18, UnpricedColumn = 19;

    public static Usage UsageOf(Statement row) => new()
    {
        Input = row.Int64(11), Output = row.Int64(12), CacheWrite5m = row.Int64(13), CacheWrite1h = row.Int64(14), CacheRead = row.Int64(15), WebSearches = row.Int64(16),
    };

    private const string Ends = "max_cost, max_input, max_output, first, last";

    /// <summary>The two tables, and what tells their rows apart.</summary>
    private static readonly (string Table, string Keys, string Values)[] Targets =
    [
        ("rollups", "session, quarter", $"session, coalesce(at / {Quarter}, -1)"),
        ("session_rollups", "session", "session"),
    ];

    /// <summary>What adds up.</summary>
    private static readonly (string Name, string Sum)[] Counters =
    [
        ("messages", "part = 0"), ("turns", "part = 0 AND sidechain = 0"), ("unfinished", "part = 0 AND final = 0"),
        ("unpriced_messages", "part = 0 AND unpriced <> 0"), ("unpriced_rows", "unpriced <> 0"),
        ("unpriced_tokens", "(unpriced <> 0) * (input + output + cache_write_5m + cache_write_1h + cache_read)"),
        ("input", "input"), ("output", "output"), ("cache_write_5m", "cache_write_5m"), ("cache_write_1h", "cache_write_1h"), ("cache_read", "cache_read"),
        ("web_searches", "web_searches"), ("cost", "coalesce(cost, 0)"), ("tool_calls", "coalesce(length(tools) / 4, 0)"),
    ];

    private readonly Dictionary<long, long> _touched = [];
    private readonly AddedSums _added = new();
    private Statement[]? _add;
    private Statement[]? _subtract;
    private Statement? _mark;
    private Statement? _markEnds;
    private Statement[]? _lay;

    /// <summary>Whether single rows are followed; else their sessions are marked.</summary>
    public bool FollowsRows { get; set; }

    /// <summary>Called for each new row; one that is read back before the transaction ends is not in the sums yet.</summary>
    public void Added(in SumKey key, in RowSums row) => _added.Add(key, row);

    /// <summary>Called before the rows of a response change or go.</summary>
    public void Leaving(long slot)
    {
        if (FollowsRows)
        {
            // What is taken out must be in.
            LayAdded();
            Run(_subtract ??= Prepare(-1), slot);
        }
    }

    /// <summary>Called after the rows of a response were written.</summary>
    public void Entered(long slot)
    {
        if (FollowsRows)
        {
            Run(_add ??= Prepare(1), slot);
        }
    }

    /// <summary>
    /// Called after a response got another time or owner. Sums can be taken back, a first and last cannot: where they were
    /// this response's, they are found anew when somebody asks. Its time alone moves with each block that is streamed, and
    /// then it is the last of its row before and after.
    /// </summary>
    /// <param name="session">Its owner before.</param>
    /// <param name="at">Its time before.</param>
    public void Moved(long session, long? at)
    {
        if (FollowsRows && at is { } time)
        {
            // No quarter's sums depend on it, so no period has to be made anew.
            LayAdded();
            _markEnds ??= database.Prepare(
                $"""
                INSERT OR IGNORE INTO rollups_stale SELECT ?1, {long.MinValue}
                WHERE EXISTS(SELECT 1 FROM session_rollups WHERE session = ?1 AND (first = ?2 OR last = ?2) AND NOT {IsEmpty})
                  OR EXISTS(SELECT 1 FROM rollups WHERE session = ?1 AND quarter = ?2 / {Quarter} AND (first = ?2 OR last = ?2) AND NOT {IsEmpty})
                """);
            _markEnds.Bind(1, session).Bind(2, time).Run();
        }
    }

    /// <summary>In a bulk write: the sums of a session no longer stand.</summary>
    public void Touch(long session, long? at)
    {
        if (!FollowsRows)
        {
            _touched[session] = Math.Max(at ?? long.MaxValue, _touched.GetValueOrDefault(session, long.MinValue));
        }
    }

    /// <summary>Called at the end of a transaction that wrote rows.</summary>
    public void Flush()
    {
        LayAdded();
        foreach (var (session, last) in _touched)
        {
            _mark ??= database.Prepare("INSERT INTO rollups_stale VALUES (?1, ?2) ON CONFLICT(session) DO UPDATE SET last = max(last, ?2)");
            _mark.Bind(1, session).Bind(2, last).Run();
        }

        _touched.Clear();
    }

    /// <summary>Forgets a transaction that was undone.</summary>
    public void Clear()
    {
        _touched.Clear();
        _added.Clear();
    }

    private void LayAdded()
    {
        if (_added.IsEmpty)
        {
            return;
        }

        _lay ??= Array.ConvertAll(Targets, target => database.Prepare(Lay(target)));
        Lay(_added, _lay);
        _added.Clear();
    }

    /// <summary>Makes the sums of one session stand. In a write transaction.</summary>
    public static void Refresh(Database database, long session)
    {
        if (!database.IsReadAsItIs && database.Scalar("SELECT count(*) FROM rollups_stale WHERE session = ?1", session) > 0)
        {
            Renew(database, $"= {session}");
        }
    }

    /// <summary>Makes the sums stand of every session with a response from an instant on. In a write transaction.</summary>
    public static void RefreshSince(Database database, long since)
    {
        if (!database.IsReadAsItIs && database.Scalar("SELECT count(*) FROM rollups_stale WHERE last >= ?1", since) > 0)
        {
            Renew(database, $"IN (SELECT session FROM rollups_stale WHERE last >= {since})");
        }
    }

    /// <summary>Whether what is kept may be less than what the rows say.</summary>
    public static bool AreStale(Database database) => database.Scalar("SELECT EXISTS (SELECT 1 FROM rollups_stale)") != 0;

    private static void Renew(Database database, string sessions)
    {
        // Three times as fast as letting SQLite group them, once for each table.
        var sums = new AddedSums();
        using (var rows = database.Prepare($"SELECT {Columns} FROM responses WHERE session {sessions}"))
        {
            while (rows.Step())
            {
                sums.Add(rows, rows.Int64(CostColumn), isUnpriced: rows.Int64(UnpricedColumn) != 0);
            }
        }

        foreach (var target in Targets)
        {
            database.Execute($"DELETE FROM {target.Table} WHERE session {sessions}");
        }

        LayAnew(database, sums);
        database.Execute($"DELETE FROM rollups_stale WHERE session {sessions}");
    }

    /// <summary>Puts others in the place of all sums. In a write transaction.</summary>
    /// <param name="database">Where.</param>
    /// <param name="sums">Of every response in the ledger.</param>
    public static void Replace(Database database, AddedSums sums)
    {
        // Without a condition SQLite lets the pages go as they are, and reads none of the rows.
        database.Execute("DELETE FROM rollups; DELETE FROM session_rollups; DELETE FROM rollups_stale");
        LayAnew(database, sums);
    }

    private static void LayAnew(Database database, AddedSums sums)
    {
        var lay = Array.ConvertAll(Targets, target => database.Prepare(Values(target)));
        Lay(sums, lay);
        Array.ForEach(lay, statement => statement.Dispose());
    }

    private static void Lay(AddedSums sums, Statement[] statements)
    {
        for (var i = 0; i < Targets.Length; i++)
        {
            var statement = statements[i];
            sums.ForEach(byQuarter: Targets[i].Table == "rollups", (key, row) => AddedSums.Bind(statement, key, row).Run());
        }
    }

    private Statement[] Prepare(int sign) => Array.ConvertAll(Targets, target => database.Prepare(Change(target, "slot = ?1", sign)));

    private static void Run(Statement[] statements, long slot)
    {
        foreach (var statement in statements)
        {
            statement.Bind(1, slot).Run();
        }
    }

    /// <summary>Adds the sums of responses in the ledger to the kept ones, or takes them out.</summary>
    private static string Change((string Table, string Keys, string Values) target, string rows, int sign)
    {
        var sums = string.Join(", ", Array.ConvertAll(Counters, counter => $"{sign} * sum({counter.Sum})"));
        return $"""
            {Insert(target)}
            SELECT {target.Values}, coalesce(project, 0), coalesce(branch, 0), coalesce(model, 0), coalesce(skill, 0), coalesce(agent, 0), coalesce(agent_id, 0),
              {sums}, max(coalesce(cost, 0)), max(input + cache_write_5m + cache_write_1h + cache_read), max(output), min(at), max(at)
            FROM responses WHERE {rows} GROUP BY {Numbers("", 1, target.Keys.Split(',').Length + 6)}
            {OnConflict(target, withEnds: sign > 0)}
            """;
    }

    /// <summary>Adds sums that are bound to it: session, quarter, the other keys, the counters, the ends.</summary>
    private static string Lay((string Table, string Keys, string Values) target) => $"{Values(target)} {OnConflict(target, withEnds: true)}";

    private static string Values((string Table, string Keys, string Values) target)
    {
        var keys = target.Keys.Contains("quarter", StringComparison.Ordinal) ? "?1, ?2" : "?1";
        return $"{Insert(target)} VALUES ({keys}, {Numbers("?", 3, AddedSums.Parameters - 2)})";
    }

    private static string Insert((string Table, string Keys, string Values) target) =>
        $"INSERT INTO {target.Table}({target.Keys}, {Keys}, {string.Join(", ", Array.ConvertAll(Counters, counter => counter.Name))}, {Ends})";

    private static string OnConflict((string Table, string Keys, string Values) target, bool withEnds)
    {
        // (Of the cost a row holds 9.2 million dollars at the most.)
        var adds = string.Join(", ", Array.ConvertAll(Counters, counter => withEnds && counter.Name == "cost"
            ? $"cost = min(cost, {long.MaxValue} - excluded.cost) + excluded.cost"
            : $"{counter.Name} = {counter.Name} + excluded.{counter.Name}"));
        var ends = !withEnds ? "" : string.Concat(
            Grows("max_cost", "max(max_cost, excluded.max_cost)"), Grows("max_input", "max(max_input, excluded.max_input)"), Grows("max_output", "max(max_output, excluded.max_output)"),
            Grows("first", "min(coalesce(first, excluded.first), coalesce(excluded.first, first))"), Grows("last", "max(coalesce(last, excluded.last), coalesce(excluded.last, last))"));
        return $"ON CONFLICT({target.Keys}, {Keys}) DO UPDATE SET {adds}{ends}";
    }

    /// <summary>Without LINQ, as all on the hook's path: its generic virtual methods are put together while the program runs.</summary>
    private static string Numbers(string prefix, int first, int count)
    {
        var numbers = new string[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}{first + i}");
        }

        return string.Join(", ", numbers);
    }

    private static string Grows(string column, string value) => $", {column} = CASE WHEN {IsEmpty} THEN excluded.{column} ELSE {value} END";
}
