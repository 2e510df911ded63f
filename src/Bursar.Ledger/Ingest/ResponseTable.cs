using Bursar.Attribution;
using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Ledger.Ingest;

/// <summary>Whose word on a response it is.</summary>
internal enum Telling
{
    /// <summary>A line that is read for the first time.</summary>
    Usual,

    /// <summary>A better reader reads the same line again: what it says replaces an equal snapshot.</summary>
    Better,

    /// <summary>An older ledger, which may have been written by another reader: it replaces nothing that is equal.</summary>
    Older,
}

/// <summary>Writes responses: a new key is inserted, a known one is merged by the orders of <see cref="ResponseRecord"/>.</summary>
internal sealed class ResponseTable(Database database, NameTable names, Pricer pricer, RollupTable rollups)
{
    private const int NameColumns = 17;

    /// <summary>A response with more calls is seldom, and gets memory of its own.</summary>
    private const int MaxInlineTools = 32;

    private readonly (string? Name, long? Id)[] _last = new (string?, long?)[NameColumns];

    private readonly StickyStatement _insert = new(database.Prepare(
        """
        INSERT INTO responses(key, slot, part, session, sidechain, agent_id, agent, project, transcript_start, at, model, input, output,
          cache_write_5m, cache_write_1h, cache_read, web_searches, service_tier, speed, inference_geo, final, branch, version, skill, plugin,
          mcp_server, mcp_tool, tiebreak, file, line, cost, unpriced, copy, tools, started, reported_cost, calls,
          turn_kind, turn_label, own_skill, answers, started_by)
        VALUES (?1, ?33, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42)
        ON CONFLICT(slot, part) DO NOTHING
        """), parameters: 42);

    private readonly Statement _find = database.Prepare(
        "SELECT session, sidechain, agent_id, agent, project, transcript_start, at, output, final, tiebreak, copy, line, tools, started, calls, turn_kind, turn_label, own_skill, answers, started_by FROM responses WHERE slot = ?1 AND part = 0");

    private readonly Statement _isKey = database.Prepare("SELECT key = ?2 FROM responses WHERE slot = ?1 AND part = 0");
    private readonly Statement _delete = database.Prepare("DELETE FROM responses WHERE slot = ?1");
    private readonly Statement _moveOrigin = database.Prepare(
        "UPDATE responses SET session = ?2, sidechain = ?3, agent_id = ?4, agent = ?5, project = ?6, transcript_start = ?7, copy = ?8, turn_kind = ?9, turn_label = ?10, own_skill = ?11, answers = ?12, started_by = ?13 WHERE slot = ?1");

    private readonly Statement _setTools = database.Prepare("UPDATE responses SET tools = ?2, calls = ?3 WHERE slot = ?1 AND part = 0");
    private readonly Statement _setStarted = database.Prepare("UPDATE responses SET started = ?2 WHERE slot = ?1");

    /// <summary>Forgets ids that a transaction which was undone had given.</summary>
    public void Clear() => Array.Clear(_last);

    /// <param name="key">What makes the response one.</param>
    /// <param name="record">The response as this transcript tells it.</param>
    /// <param name="extra">Passes billed beside it.</param>
    /// <param name="file">The transcript's id.</param>
    /// <param name="telling">Whose word it is.</param>
    public void Put(ReadOnlySpan<byte> key, in ResponseRecord record, ReadOnlySpan<ExtraPassRecord> extra, long file, Telling telling)
    {
        var slot = (long)ContentHash.Of(key);
        while (!Insert(slot, key, 0, record, record.Model, record.Usage, file, isNew: true))
        {
            if (IsKey(slot, key))
            {
                Merge(slot, key, record, extra, file, telling);
                return;
            }

            slot++;
        }

        InsertExtra(slot, key, record, extra, file, isNew: true);
    }

    private void Merge(long slot, ReadOnlySpan<byte> key, in ResponseRecord record, ReadOnlySpan<ExtraPassRecord> extra, long file, Telling telling)
    {
        var existing = Find(slot);
        var takesOrigin = telling switch
        {
            // Where it stands in its turn a better reader knows better, and an older ledger does not.
            Telling.Better => record.PrecedesOrigin(existing) || (record.OriginOrder(existing) == 0 && record.Turn != existing.Turn),
            Telling.Older => record.OriginOrder(existing) < 0,
            _ => record.PrecedesOrigin(existing),
        };
        var owner = takesOrigin ? record : existing;

        // Of equal snapshots the owner's line is the one that is pointed at, whichever was read first.
        var takesBill = telling switch
        {
            Telling.Better => !existing.IsLaterThan(record),
            Telling.Older => record.IsLaterThan(existing),
            _ => record.SupersedesSnapshot(existing) || (takesOrigin && !existing.SupersedesSnapshot(record)),
        };
        var tools = existing.Tools;
        var calls = existing.Calls;
        var hasNewCalls = calls.Union(record.Calls);
        var started = Math.Min(record.Started, existing.Started);
        if (started < existing.Started && !takesBill)
        {
            // No sum depends on it.
            _setStarted.Bind(1, slot).Bind(2, started).Run();
        }

        if (!tools.Union(record.Tools) && !hasNewCalls && !takesBill && !takesOrigin)
        {
            return;
        }

        rollups.Leaving(slot);
        if (takesBill)
        {
            // The bill is replaced as a whole, passes beside it included.
            var merged = record;
            merged.TakeOrigin(owner);
            (merged.Tools, merged.Calls, merged.Started) = (tools, calls, started);
            _delete.Bind(1, slot).Run();
            Insert(slot, key, 0, merged, merged.Model, merged.Usage, file);
            InsertExtra(slot, key, merged, extra, file);
        }
        else if (takesOrigin)
        {
            _moveOrigin.Bind(1, slot).Bind(2, names.Id(record.Session)).Bind(3, record.IsSidechain ? 1 : 0).Bind(4, names.Id(record.AgentId))
                .Bind(5, names.Id(record.Agent)).Bind(6, names.Id(record.Project)).Bind(7, record.TranscriptStart).Bind(8, record.IsCopy ? 1 : 0)
                .Bind(9, (long)record.Turn.Kind).Bind(10, names.Id(record.Turn.Label)).Bind(11, names.Id(record.Turn.Skill)).Bind(12, names.Id(record.Turn.Answers)).Bind(13, record.StartedBy).Run();
        }

        if (!takesBill && (hasNewCalls || tools.Count > existing.Tools.Count))
        {
            _setTools.Bind(1, slot).BindBytes(2, tools.ToBytes([])).BindBytes(3, calls.ToBytes([])).Run();
        }

        rollups.Entered(slot);
        if ((takesOrigin && record.Session != existing.Session) || (takesBill && (record.At != existing.At || record.HasTimestamp != existing.HasTimestamp)))
        {
            rollups.Moved(names.Id(existing.Session)!.Value, existing.HasTimestamp ? existing.At : null);
        }

        Touch(existing);
        Touch(record);
    }

    private void Touch(in ResponseRecord record) => rollups.Touch(names.Id(record.Session)!.Value, record.HasTimestamp ? record.At : null);

    private bool IsKey(long slot, ReadOnlySpan<byte> key)
    {
        var isKey = _isKey.Bind(1, slot).Bind(2, key).Step() && _isKey.Int64(0) != 0;
        _isKey.Reset();
        return isKey;
    }

    private void InsertExtra(long slot, ReadOnlySpan<byte> key, in ResponseRecord record, ReadOnlySpan<ExtraPassRecord> extra, long file, bool isNew = false)
    {
        for (var i = 0; i < extra.Length; i++)
        {
            Insert(slot, key, i + 1, record, extra[i].Model, extra[i].Usage, file, isNew);
        }
    }

    private bool Insert(long slot, ReadOnlySpan<byte> key, int part, in ResponseRecord r, string? model, in Usage usage, long file, bool isNew = false)
    {
        // Another model's pass is not the one that was asked to be fast.
        var speed = part == 0 || string.Equals(model, r.Model, StringComparison.Ordinal) ? r.Speed : null;
        var price = pricer.Price(model, r.HasTimestamp ? r.At : null, usage, r.ServiceTier, speed, r.InferenceGeo);
        Span<byte> tools = stackalloc byte[MaxInlineTools * sizeof(uint)];
        _insert.Bind(1, key).Bind(2, part)
            .Bind(3, Id(0, r.Session)).Bind(4, r.IsSidechain ? 1 : 0).Bind(5, Id(1, r.AgentId)).Bind(6, Id(2, r.Agent))
            .Bind(7, Id(3, r.Project)).Bind(8, r.TranscriptStart)
            .Bind(9, r.HasTimestamp ? r.At : null).Bind(10, Id(4, model))
            .Bind(11, usage.Input).Bind(12, usage.Output).Bind(13, usage.CacheWrite5m).Bind(14, usage.CacheWrite1h).Bind(15, usage.CacheRead)
            .Bind(16, usage.WebSearches).Bind(17, Id(5, r.ServiceTier)).Bind(18, Id(6, speed)).Bind(19, Id(7, r.InferenceGeo))
            .Bind(20, r.IsFinal ? 1 : 0).Bind(21, Id(8, r.Branch)).Bind(22, Id(9, r.Version)).Bind(23, Id(10, r.Skill))
            .Bind(24, Id(11, r.Plugin)).Bind(25, Id(12, r.McpServer)).Bind(26, Id(13, r.McpTool)).Bind(27, (long)r.Tiebreak)
            .Bind(28, file).Bind(29, r.Line).Bind(30, price.IsKnown ? price.Pico : null).Bind(31, (long)price.Unpriced).Bind(32, r.IsCopy ? 1 : 0).Bind(33, slot)
            .BindBytes(34, part == 0 ? r.Tools.ToBytes(tools) : default).Bind(35, r.Started == TranscriptPosition.UnknownTime ? null : r.Started)
            .Bind(36, part == 0 ? r.ReportedCost : null)
            .BindBytes(37, part == 0 ? r.Calls.ToBytes(tools) : default)
            .Bind(38, (long)r.Turn.Kind).Bind(39, Id(14, r.Turn.Label)).Bind(40, Id(15, r.Turn.Skill)).Bind(41, Id(16, r.Turn.Answers)).Bind(42, r.StartedBy)
            .Run();
        if (database.Changes != 1)
        {
            return false;
        }

        if (isNew)
        {
            Sum(part, r, model, usage, price);
        }

        return true;
    }

    private void Sum(int part, in ResponseRecord r, string? model, in Usage usage, in Price price)
    {
        long? at = r.HasTimestamp ? r.At : null;
        rollups.Added(
            new SumKey(Id(0, r.Session)!.Value, AddedSums.QuarterOf(at), Id(3, r.Project) ?? 0, Id(8, r.Branch) ?? 0, Id(4, model) ?? 0, Id(10, r.Skill) ?? 0, Id(2, r.Agent) ?? 0, Id(1, r.AgentId) ?? 0),
            RowSums.Of(usage, at, isMessage: part == 0, isMain: !r.IsSidechain, r.IsFinal, isUnpriced: !price.IsKnown, price.IsKnown ? price.Pico : 0, toolCalls: part == 0 ? r.Tools.Count : 0));
    }

    private long? Id(int column, string? name) => names.Id(name, ref _last[column]);

    private ResponseRecord Find(long slot)
    {
        _find.Bind(1, slot).Step();
        var at = _find.Int64OrNull(6);
        var record = new ResponseRecord
        {
            Session = names.Name(_find.Int64(0))!,
            IsSidechain = _find.Int64(1) != 0,
            IsCopy = _find.Int64(10) != 0,
            AgentId = names.Name(_find.Int64OrNull(2)),
            Agent = names.Name(_find.Int64OrNull(3)),
            Project = names.Name(_find.Int64OrNull(4)),
            TranscriptStart = _find.Int64(5),
            At = at ?? 0,
            HasTimestamp = at is not null,
            Usage = new Usage { Output = _find.Int64(7) },
            IsFinal = _find.Int64(8) != 0,
            Tiebreak = (ulong)_find.Int64(9),
            Line = _find.Int64(11),
            Tools = ToolSet.FromBytes(_find.Bytes(12)),
            Turn = new TurnContext((TurnKind)(_find.Int64OrNull(15) ?? 0), names.Name(_find.Int64OrNull(16)), names.Name(_find.Int64OrNull(17)), names.Name(_find.Int64OrNull(18))),
            StartedBy = (uint?)_find.Int64OrNull(19),
            Started = _find.Int64OrNull(13) ?? TranscriptPosition.UnknownTime,
            Calls = ToolSet.FromBytes(_find.Bytes(14)),
        };
        _find.Reset();
        return record;
    }
}
