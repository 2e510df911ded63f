using Bursar.Attribution;

namespace Bursar.Transcripts;

/// <summary>Turns the lines of one transcript into records of a batch, and keeps count of lines and problems.</summary>
internal sealed class LineInterpreter
{
    /// <summary>How many lines are looked for in one that is broken.</summary>
    private const int MaxParts = 16;

    /// <summary>How the client begins the lines of a conversation.</summary>
    private static ReadOnlySpan<byte> LineBeginning => "{\"parentUuid\":"u8;

    private readonly TextPool _pool = new();
    private readonly Preceding _preceding = new();
    private readonly Dictionary<(string Folder, string? Cwd), string> _projects = [];
    private TranscriptFile _file = null!;
    private ResponseBatch _batch = null!;
    private LineProblemCounts _problems = null!;
    private string? _agentType;
    private TextPool.Last _session, _cwd, _model, _branch, _version;
    private (string Folder, string? Cwd, string Project) _lastProject = ("", null, "");
    private readonly ToolListCache _toolLists = new();
    private TranscriptStart _start;
    private TurnState _turn;
    private uint? _startedBy;
    private bool _isStarterKnown;

    /// <summary>Lines consumed so far, which is also the number of the line last used.</summary>
    public long Line { get; private set; }

    /// <summary>Whether a line can be passed over without being looked at.</summary>
    public bool IsStartFound => _start.IsFound;

    /// <summary>What the conversation's line before is known by.</summary>
    public Preceding Preceding => _preceding;

    public TranscriptPosition Position(long offset) => new(offset, Line, _start.SoFar, _start.IsFound, _preceding.At, _turn.Save());

    public void Begin(TranscriptFile file, TranscriptPosition from, ResponseBatch batch, LineProblemCounts problems)
    {
        (_file, _batch, _problems) = (file, batch, problems);
        (Line, _start, _agentType) = (from.Line, new TranscriptStart(from.Start, from.IsStartFound), null);
        _preceding.At = from.Preceding;
        (_turn, _startedBy, _isStarterKnown) = (TurnState.Load(from.Turn), null, false);
    }

    /// <param name="line">The next line.</param>
    /// <param name="mayHoldUsage">What <see cref="LineFilter.MayHoldUsage"/> says of it.</param>
    /// <param name="unread">The conversation's line before it, if its time was not looked for yet; then the line itself.</param>
    public void Use(ReadOnlySpan<byte> line, bool mayHoldUsage, ref ReadOnlySpan<byte> unread)
    {
        var json = Trim(line);
        Line++;
        if (json.IsEmpty)
        {
            return;
        }

        if (!LineFilter.LooksComplete(json))
        {
            _problems.Add(LineProblem.NotJson, Line);
            return;
        }

        _start.Observe(json, Line);
        long? at = null;
        NoteCostState(json, Line);
        var isAssistant = false;
        if (mayHoldUsage)
        {
            var problem = Interpret(json, Line, ref unread, out at, out isAssistant);
            if (problem != LineProblem.None)
            {
                _problems.Add(problem, Line);
            }

            if (problem == LineProblem.NotJson)
            {
                UseParts(json, Line, ref unread);
            }
        }

        if (!isAssistant && PromptLine.MayBe(json))
        {
            Note(PromptLine.Read(json, _pool));
        }

        _preceding.Note(json, at, ref unread);
    }

    /// <summary>Uses the last line although its newline is not written yet; if it is not whole it is none of our business yet.</summary>
    public void UseTail(ReadOnlySpan<byte> line, ref ReadOnlySpan<byte> unread)
    {
        var json = Trim(line);
        if (!LineFilter.LooksComplete(json))
        {
            return;
        }

        NoteCostState(json, Line + 1);
        if (LineFilter.MayHoldUsage(json))
        {
            // The position stays before this line, so what it tells of the start must not stay either.
            var (start, turn) = (_start, _turn);
            _start.Observe(json, Line + 1);
            Interpret(json, Line + 1, ref unread, out _, out _);
            (_start, _turn) = (start, turn);
        }
    }

    /// <summary>Passes a line that was not held: it has no usage, and the start is known.</summary>
    public void Pass(bool isWhole)
    {
        Line++;
        if (isWhole)
        {
            _preceding.EndPassing();
        }
        else
        {
            _problems.Add(LineProblem.NotJson, Line);
        }
    }

    public void Refuse(LineProblem problem) => _problems.Add(problem, ++Line);

    private ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        var byteOrderMark = "\uFEFF"u8;
        return (Line == 0 && line.StartsWith(byteOrderMark) ? line[byteOrderMark.Length..] : line).Trim(LineFilter.Space);
    }

    private void NoteCostState(ReadOnlySpan<byte> json, long number)
    {
        if (CostState.MayBe(json) && CostState.Parse(json, _file.SessionId, number) is { } state)
        {
            _batch.CostState = state;
        }
    }

    /// <summary>
    /// A client that was killed leaves half a line behind, and the next one writes on behind it without a newline between
    /// them: the lines that stand whole in such a line count.
    /// </summary>
    private void UseParts(ReadOnlySpan<byte> json, long number, ref ReadOnlySpan<byte> unread)
    {
        Span<int> ends = stackalloc int[MaxParts];
        var count = 0;
        for (var from = 1; count < MaxParts - 1 && json[from..].IndexOf(LineBeginning) is >= 0 and var i; from = ends[count - 1] + 1)
        {
            ends[count++] = from + i;
        }

        ends[count++] = json.Length;
        for (var part = -1; part < count - 1;)
        {
            var begin = part < 0 ? 0 : ends[part];
            var end = part + 1;
            while (end < count && !UsePart(Trim(json[begin..ends[end]]), number, ref unread))
            {
                end++;
            }

            // From the end of what was whole, or else from the next beginning.
            part = end < count ? end : part + 1;
        }
    }

    private bool UsePart(ReadOnlySpan<byte> json, long number, ref ReadOnlySpan<byte> unread)
    {
        if (!LineFilter.LooksComplete(json))
        {
            return false;
        }

        var problem = Interpret(json, number, ref unread, out var at, out var isAssistant);
        if (problem == LineProblem.NotJson)
        {
            return false;
        }

        if (problem != LineProblem.None)
        {
            _problems.Add(problem, number);
        }

        if (!isAssistant && PromptLine.MayBe(json))
        {
            Note(PromptLine.Read(json, _pool));
        }

        _preceding.Note(json, at, ref unread);
        return true;
    }

    private LineProblem Interpret(ReadOnlySpan<byte> json, long number, ref ReadOnlySpan<byte> unread, out long? at, out bool isAssistant)
    {
        (at, isAssistant) = (null, false);
        if (!AssistantLineParser.TryParse(json, out var line))
        {
            return LineProblem.NotJson;
        }

        at = line.HasTimestamp ? line.At : null;
        isAssistant = line.IsAssistant;
        if (!line.IsAssistant || !line.HasUsage || line.IsClientsOwn)
        {
            return LineProblem.None;
        }

        if (line.BadNumber)
        {
            return LineProblem.BadNumber;
        }

        var record = ToRecord(line);
        record.Line = number;
        var key = ResponseKey.Of(line, record.Session, json, ref _turn.Chain);
        record.Turn = Follow(line, key, record.IsSidechain);
        // Without a line before it, or one that claims to be later, its own line is the earliest that is known of it.
        record.Started = Math.Min(_preceding.Settle(ref unread), at ?? TranscriptPosition.UnknownTime);
        _batch.Add(key, record, line.Extra);
        if (ResponseKey.Retired(line) is { } retired)
        {
            _batch.Retired.Add(retired);
        }

        return !line.HasTimestamp ? LineProblem.NoTimestamp : line.UnknownIteration ? LineProblem.UnknownIteration : LineProblem.None;
    }

    /// <summary>Old clients wrote subagents into the main transcript, and those are in no turn of its own.</summary>
    private TurnContext Follow(in AssistantLine line, ReadOnlySpan<byte> key, bool isSidechain)
    {
        if (isSidechain && !_file.IsSubagent)
        {
            return default;
        }

        var turn = _turn.Respond(ContentHash.Of(key));
        if (_pool.Get(line.Tool) is { } tool)
        {
            _turn.Call(tool, SkillName(_pool.Get(line.CalledSkill)), _toolLists);
            if (line.MoreTools is { } others)
            {
                foreach (var (more, skill) in others)
                {
                    _turn.Call(more, SkillName(skill), _toolLists);
                }
            }
        }

        return turn;
    }

    private static string? SkillName(string? text) => text is null ? null : PromptLine.Clean(text.StartsWith('/') ? text[1..] : text);

    private void Note(in PromptLine prompt)
    {
        if (prompt.Beginning == PromptBeginning.Fired)
        {
            _turn.Fire();
        }
        else if (prompt.Beginning != PromptBeginning.None && (!prompt.IsSidechain || _file.IsSubagent))
        {
            _turn.Prompt(prompt);
        }
    }

    private ResponseRecord ToRecord(in AssistantLine line)
    {
        var isSidechain = line.IsSidechain || _file.IsSubagent;
        var agentId = isSidechain ? _pool.Get(line.AgentId) ?? _file.AgentId : null;
        return new ResponseRecord
        {
            // A copy that names its original belongs there, also when the original is gone.
            Session = _pool.Get(line.ForkedFrom) ?? _pool.Get(line.SessionId, ref _session) ?? _file.SessionId,
            IsCopy = !line.ForkedFrom.IsEmpty,
            IsSidechain = isSidechain,
            AgentId = agentId,
            StartedBy = _file.IsSubagent ? Starter() : null,
            Agent = _pool.Get(line.Agent) ?? (isSidechain ? TypeOf(agentId) : null),
            Project = Project(_pool.Get(line.Cwd, ref _cwd)),
            TranscriptStart = _start.Value,
            At = line.At,
            HasTimestamp = line.HasTimestamp,
            Model = line.ServedBy ?? _pool.Get(line.Model, ref _model),
            Usage = line.Usage,
            ServiceTier = Unless(line.ServiceTier, "standard"u8),
            Speed = Unless(line.Speed, "standard"u8),
            InferenceGeo = (line.InferenceGeo.Is("not_available"u8) ? null : Unless(line.InferenceGeo, "global"u8)) ?? CloudPlatform.Of(line.MessageId),
            IsFinal = line.HasStopReason,
            ReportedCost = line.ReportedCost,
            Branch = _pool.Get(line.Branch, ref _branch),
            Version = _pool.Get(line.Version, ref _version),
            Skill = _pool.Get(line.Skill),
            Plugin = _pool.Get(line.Plugin),
            McpServer = _pool.Get(line.McpServer),
            McpTool = _pool.Get(line.McpTool),
            Tools = line.Tools,
            Calls = line.Calls,
            Tiebreak = BillHash(line),
        };
    }

    /// <summary>Tells two snapshots apart that are equal in all that orders them, so that the order is total.</summary>
    private static ulong BillHash(in AssistantLine line)
    {
        var usage = line.Usage;
        var hash = ContentHash.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<Usage>(in usage)));
        hash = ContentHash.Combine(hash, line.Uuid.Raw);
        hash = ContentHash.Combine(hash, line.Model.Raw);
        hash = ContentHash.Combine(hash, line.Skill.Raw);
        hash = ContentHash.Combine(hash, line.Plugin.Raw);
        hash = ContentHash.Combine(hash, line.McpServer.Raw);
        hash = ContentHash.Combine(hash, line.McpTool.Raw);
        hash = ContentHash.Combine(hash, line.Branch.Raw);
        hash = ContentHash.Combine(hash, line.Version.Raw);
        hash = ContentHash.Combine(hash, line.ServiceTier.Raw);
        hash = ContentHash.Combine(hash, line.Speed.Raw);
        if (line.Extra is { } passes)
        {
            foreach (var pass in passes)
            {
                var extra = pass.Usage;
                hash = ContentHash.Combine(hash, System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<Usage>(in extra)));
            }
        }

        return ContentHash.Combine(hash, line.InferenceGeo.Raw);
    }

    private string? Unless(JsonText text, ReadOnlySpan<byte> ordinary) => text.Is(ordinary) ? null : _pool.Get(text);

    /// <summary>Most lines carry the type; only for those that do not is the file beside the transcript opened, once.</summary>
    private string TypeOf(string? agentId) => _agentType ??= (_file.IsSubagent ? SubagentMeta.ReadType(_file.MetaPath) : null)
        ?? (agentId?.StartsWith("acompact-", StringComparison.Ordinal) == true ? SubagentTypes.Compaction : SubagentTypes.Unknown);

    private uint? Starter()
    {
        if (!_isStarterKnown)
        {
            (_startedBy, _isStarterKnown) = (SubagentMeta.ReadStarter(_file.MetaPath), true);
        }

        return _startedBy;
    }

    private string Project(string? cwd)
    {
        if (ReferenceEquals(_lastProject.Folder, _file.ProjectFolder) && ReferenceEquals(_lastProject.Cwd, cwd))
        {
            return _lastProject.Project;
        }

        if (!_projects.TryGetValue((_file.ProjectFolder, cwd), out var project))
        {
            project = ProjectFolder.Resolve(_file.ProjectFolder, cwd);
            _projects.Add((_file.ProjectFolder, cwd), project);
        }

        _lastProject = (_file.ProjectFolder, cwd, project);
        return project;
    }
}

/// <summary>Names of subagent types where the client gives none.</summary>
public static class SubagentTypes
{
    /// <summary>A subagent whose type neither its lines nor its meta file tell (old clients).</summary>
    public const string Unknown = "unknown";

    /// <summary>The client's own summarising of a full context.</summary>
    public const string Compaction = "compact";
}
