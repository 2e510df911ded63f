using System.Text;
using Bursar.Attribution;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Ledger.Maintenance;

/// <summary>
/// Takes over what can still be read of an old ledger. Each row is put as if a transcript told it: what the new ledger has
/// is merged with it by the same orders, and priced anew.
/// </summary>
internal sealed class Salvage
{
    private const string Columns =
        """
        key, part, session, sidechain, copy, agent_id, agent, project, transcript_start, at, model, input, output, cache_write_5m, cache_write_1h,
        cache_read, web_searches, service_tier, speed, inference_geo, final, branch, version, skill, plugin, mcp_server, mcp_tool, tiebreak, file, line
        """;

    private readonly LedgerStore _target;
    private readonly List<string> _lost;
    private readonly RollupTable _rollups;
    private readonly ResponseTable _responses;
    private readonly FileTable _files;
    private readonly Dictionary<long, string> _names = [];
    private readonly Dictionary<long, string> _paths = [];
    private readonly Dictionary<string, List<ExtraPassRecord>> _extra = new(StringComparer.Ordinal);

    public Salvage(LedgerStore target, Pricer pricer, List<string> lost)
    {
        (_target, _lost) = (target, lost);
        _rollups = new RollupTable(target.Database);
        _responses = new ResponseTable(target.Database, target.Names, pricer, _rollups);
        _files = new FileTable(target.Database);
    }

    /// <returns>How many responses the transcripts no longer held.</returns>
    public long Copy(string oldPath)
    {
        Database old;
        try
        {
            old = Database.OpenReadOnly(oldPath, TimeSpan.FromSeconds(1));
        }
        catch (SqliteError e)
        {
            _lost.Add($"everything: {e.Reason}");
            return 0;
        }

        using (old)
        {
            // Ids of names and files differ between the two ledgers; a transcript that is gone keeps its path.
            new RowReader(old, "names", "name", _lost).ForEach(row => _names[row.Int64(0)] = row.Text(1) ?? "");
            new RowReader(old, "files", "path", _lost).ForEach(row => _paths[row.Int64(0)] = row.Text(1) ?? "");
            var columns = Columns + Later(old, "tools") + Later(old, "started") + Later(old, "reported_cost") + Later(old, "calls")
                + Later(old, "turn_kind") + Later(old, "turn_label") + Later(old, "own_skill") + Later(old, "answers") + Later(old, "started_by");
            new RowReader(old, "responses", columns, []).ForEach(CollectExtra);
            return _target.Database.Write(() =>
            {
                GuardSalvage.Copy(old, _target.Database, _lost);
                return CopyResponses(new RowReader(old, "responses", columns, _lost));
            });
        }
    }

    /// <summary>A column that an older ledger does not have.</summary>
    private static string Later(Database old, string column)
    {
        try
        {
            return old.Scalar($"SELECT count(*) FROM pragma_table_info('responses') WHERE name = '{column}'") > 0 ? $", {column}" : ", NULL";
        }
        catch (SqliteError)
        {
            // Whoever reads the rows meets the same fault, and lists it.
            return ", NULL";
        }
    }

    private void CollectExtra(Statement row)
    {
        if (row.Int64(2) > 0 && row.Text(1) is { } key)
        {
            if (!_extra.TryGetValue(key, out var passes))
            {
                _extra.Add(key, passes = []);
            }

            passes.Add(new ExtraPassRecord(Name(row, 11), UsageOf(row)));
        }
    }

    private long CopyResponses(RowReader rows)
    {
        var before = _target.Database.Scalar("SELECT count(*) FROM responses WHERE part = 0");
        rows.ForEach(row =>
        {
            if (row.Int64(2) == 0 && row.Text(1) is { Length: > 0 } key && Name(row, 3) is { } session)
            {
                var path = _paths.GetValueOrDefault(row.Int64(29), $"#{row.Int64(29)}");
                if (ResponseKey.IsRetired(key) && _files.Find(path) is { Size: >= 0 })
                {
                    // Its line was read just now, and goes by another key.
                    return;
                }

                var passes = _extra.GetValueOrDefault(key);
                var file = _files.Remember(path);
                _responses.Put(Encoding.UTF8.GetBytes(key), Record(row, session), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(passes), file, Telling.Older);
            }
        });
        _rollups.Flush();
        return _target.Database.Scalar("SELECT count(*) FROM responses WHERE part = 0") - before;
    }

    private ResponseRecord Record(Statement row, string session) => new()
    {
        Session = session,
        IsSidechain = row.Int64(4) != 0,
        IsCopy = row.Int64(5) != 0,
        AgentId = Name(row, 6),
        Agent = Name(row, 7),
        Project = Name(row, 8),
        TranscriptStart = row.Int64(9),
        At = row.Int64(10),
        HasTimestamp = !row.IsNull(10),
        Model = Name(row, 11),
        Usage = UsageOf(row),
        ServiceTier = Name(row, 18),
        Speed = Name(row, 19),
        InferenceGeo = Name(row, 20),
        IsFinal = row.Int64(21) != 0,
        Branch = Name(row, 22),
        Version = Name(row, 23),
        Skill = Name(row, 24),
        Plugin = Name(row, 25),
        McpServer = Name(row, 26),
        McpTool = Name(row, 27),
        Tiebreak = (ulong)row.Int64(28),
        Line = row.Int64(30),
        Tools = ToolSet.FromBytes(row.Bytes(31)),
        Calls = ToolSet.FromBytes(row.Bytes(34)),
        Started = row.Int64OrNull(32) ?? TranscriptPosition.UnknownTime,
        ReportedCost = row.Int64OrNull(33),
        Turn = new TurnContext((TurnKind)(row.Int64OrNull(35) ?? 0), Name(row, 36), Name(row, 37), Name(row, 38)),
        StartedBy = (uint?)row.Int64OrNull(39),
    };

    /// <summary>Damage may have changed a figure; one that no transcript could have told counts as none.</summary>
    private static Usage UsageOf(Statement row)
    {
        long Count(int column, long max) => row.Int64(column) is var value && value >= 0 && value <= max ? value : 0;
        return new Usage
        {
            Input = Count(12, Usage.MaxCount),
            Output = Count(13, Usage.MaxCount),
            CacheWrite5m = Count(14, Usage.MaxCount),
            CacheWrite1h = Count(15, Usage.MaxCount),
            CacheRead = Count(16, Usage.MaxCount),
            WebSearches = Count(17, Usage.MaxSearches),
        };
    }

    private string? Name(Statement row, int column) => row.Int64OrNull(column) is { } id ? _names.GetValueOrDefault(id, $"#{id}") : null;
}
