using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Phases;
using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Guard;

/// <summary>
/// One hook event: bring the session's new lines into the ledger, hold every limit against what was used, decide, and
/// write down what was decided, in one transaction.
/// </summary>
internal sealed class SessionGuard
{
    private readonly LedgerStore _ledger;
    private readonly GuardEnvironment _environment;
    private readonly HookEvent _hook;
    private readonly PolicyTexts _texts;
    private readonly AuthMode? _paying;
    private readonly SessionIngest _ingest;
    private readonly GuardBook _book;
    private readonly Sentences _sentences;
    private readonly string _session;

    public SessionGuard(LedgerStore ledger, GuardEnvironment environment, HookEvent hook, PolicyTexts texts, Configuration configuration)
    {
        (_ledger, _environment, _hook, _texts, _paying) = (ledger, environment, hook, texts, configuration.Paying);
        _session = hook.SessionId!;
        _ingest = new SessionIngest(ledger, new Pricer(configuration.Prices));
        _book = new GuardBook(ledger);
        _sentences = new Sentences(environment, _session);
    }

    public GuardResult Handle(CancellationToken cancellation)
    {
        if (_environment.AsksOverMcp && _hook.Name is "UserPromptSubmit")
        {
            new ServerWatch(_ledger, _environment).AwaitStart(_session, cancellation);
        }

        var flush = new Flush(_environment.Clock);
        var catalog = Catalog();
        while (true)
        {
            _ingest.CatchUp(catalog, cancellation);
            if (_ledger.Transact(() => Step(catalog, flush)) is { } result)
            {
                FailureLog.Enter(_ledger, _environment);
                return result;
            }

            catalog = flush.AwaitChange(catalog, Catalog, cancellation);
        }
    }

    /// <summary>The first event of a session comes before its transcript exists.</summary>
    private Catalog Catalog()
    {
        if (_hook.TranscriptPath is not { Length: > 0 } path || !Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            throw UserError.BadInput("The event names no transcript: expected `transcript_path` with the whole path of a file.", "bursar-hook is called by Claude Code; it reads one event from standard input.");
        }

        try
        {
            return (File.GetAttributes(path) & FileAttributes.Directory) == FileAttributes.None
                ? TranscriptCatalog.FindSession(path)
                : throw UserError.Unusable($"{path} is a folder; expected the session's transcript.", "Move it away.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Catalog([], []);
        }
    }

    /// <summary>What the ledger has of a session came from a transcript; when that is gone, what came after is unknown.</summary>
    private void MustHaveTranscript(Catalog catalog)
    {
        if (_hook.CanStop && !catalog.Found.Any(file => file.Size > 0) && ThreadQuery.Latest(_ledger, _session, null) is not null)
        {
            throw UserError.Unusable($"{_hook.TranscriptPath}, the transcript of this session, is gone or empty; what it used since is not known.", "End the session and start a new one.");
        }
    }

    /// <returns>Null when the response that the event is about must be waited for.</returns>
    private GuardResult? Step(Catalog catalog, Flush flush)
    {
        var unreadable = _ingest.Run(catalog);
        MustHaveTranscript(catalog);
        var (guarded, isNew) = Guarded();
        NoteClient();
        var inForce = PolicyInForce.Find(_ledger, _session, _texts, isNew);
        var own = Pending();
        var situation = Situation.Find(_ledger, _environment, inForce.Policy, guarded, Context(inForce.Policy, guarded, own?.Context));
        var anomalies = new AnomalyGuard(_ledger, _environment, _hook, inForce.Policy);
        if (!HasArrived(own) && flush.IsWorthWaiting(_hook, situation, anomalies))
        {
            return null;
        }

        var notices = new Notices(_ledger, _environment, _sentences, _hook);
        var unasked = new UnaskedCalls(_ledger, _environment, _hook, inForce.Policy, guarded, situation.Context).Find();
        if (unasked is not null)
        {
            // They ran, so they count.
            guarded = _book.Find(_session)!;
            situation = Situation.Find(_ledger, _environment, inForce.Policy, guarded, situation.Context);
        }

        var decision = new Decision(_ledger, _environment, _hook, _sentences, inForce.Policy, guarded, own?.Slot ?? 0).Make(situation);
        if (unasked is { MustStop: true } && decision.Verdict == Verdict.Allow)
        {
            decision = new HookAnswer(Verdict.Stop, unasked.Reason);
        }

        if (decision.Verdict == Verdict.Allow && anomalies.Look(notices) is { } stop)
        {
            decision = stop;
        }

        if (_hook.CanSay)
        {
            notices.Add(situation, inForce.Changed, inForce.Policy.Broken.Count > 0);
        }

        if (unasked is { MustStop: false })
        {
            notices.AddUnasked(unasked.Reason);
        }

        if (inForce.Policy.CanStop && UncountableLine.Find(_ledger, catalog) is { } line)
        {
            MustBeKnown(line, notices);
        }

        if (_hook.Name is "SubagentStop" or "SessionEnd" or "Stop")
        {
            notices.AddAtEnd(situation);
        }

        if (_hook.Name is "SessionEnd")
        {
            new PhaseMarks(_ledger, _environment.Clock).EndSession(_session, _environment.Now);
        }

        if (unreadable.Count > 0)
        {
            throw UserError.Unusable($"{unreadable[0].Path} cannot be read: {unreadable[0].Reason}", "Make it readable for the user who runs Claude Code.");
        }

        // What was decided just now counts in the state that others see.
        var after = _book.Find(_session)!;
        return new GuardResult(decision with { Message = notices.Text }, new SessionState(after, SessionQuery.Find(_ledger, _session), Situation.Find(_ledger, _environment, inForce.Policy, after, situation.Context), _environment.Now));
    }

    /// <summary>That a part of the usage cannot be counted is told once, or stops the session, as the policy says.</summary>
    private void MustBeKnown(UncountableLine line, Notices notices)
    {
        var fault = $"the usage in line {line.Line} of {_environment.Shown(line.Path)} cannot be counted: {line.Problem.Describe()}.";
        if (_texts.Policy.FailsClosed)
        {
            throw UserError.Unusable(fault, "End the session and start a new one.");
        }

        notices.AddUncountable(fault);
    }

    /// <summary>
    /// So that the MCP server of the same client knows which session is meant. The end of a session may be told after the
    /// next one has begun, and a subagent may outlive its session.
    /// </summary>
    private void NoteClient()
    {
        if (_hook.Name is not "SessionEnd" && _hook.AgentId is null && _environment.Client.Value is { } client)
        {
            new LiveSessions(_ledger).Note(client.Id, client.Started, new LiveSession(_session, _hook.TranscriptPath), _environment.Now);
        }
    }

    /// <summary>Whether the response that the event is about is in the ledger.</summary>
    private bool HasArrived(CallingResponse? own) => _hook switch
    {
        { Name: "PreToolUse", ToolUseId: not null } => own is not null,
        { Name: "PostToolUse", ToolUseId: { } call } => ThreadQuery.OfCall(_ledger, _session, _hook.AgentId, call) is not null,
        { Name: "PostToolBatch", Batch: [.., { ToolUseId: { } call }] } => ThreadQuery.OfCall(_ledger, _session, _hook.AgentId, call) is not null,
        { Name: "SubagentStop" or "Stop" } => ThreadQuery.HasLastWords(_ledger, _session, _hook.AgentId),
        _ => true,
    };

    private (GuardedSession Guarded, bool IsNew) Guarded()
    {
        var known = _book.Find(_session);
        if (known is not null && _hook.Name is not "SessionStart")
        {
            if (_paying is not AuthMode.ApiKey || known.AuthMode == AuthMode.ApiKey)
            {
                return (known, false);
            }

            // The user's word tightens at once; it loosens when a session starts or is resumed.
            var (mode, evidence) = AuthProbe.Configured(AuthMode.ApiKey);
            var tightened = known with { AuthMode = mode, Evidence = evidence };
            _book.Save(tightened);
            return (tightened, false);
        }

        // Whoever starts or resumes a session may have logged in otherwise since.
        var project = known?.Project ?? Project(_environment, _hook);
        var auth = AuthProbe.Find(_environment.Variables, _environment.Home, project, _paying);
        var guarded = known is null
            ? new GuardedSession(_session, _environment.Now, project, auth.Mode, auth.Evidence, CallsBefore(), 0, 0)
            : known with { AuthMode = auth.Mode, Evidence = auth.Evidence };
        _book.Save(guarded);
        return (guarded, known is null);
    }

    /// <summary>The response whose calls are being decided about.</summary>
    private CallingResponse? Pending() => _hook is { Name: "PreToolUse", ToolUseId: { } call } ? ThreadQuery.OfCall(_ledger, _session, _hook.AgentId, call) : null;

    /// <summary>The project's folder, in one spelling; null when the event does not tell.</summary>
    public static string? Project(GuardEnvironment environment, HookEvent? hook) => Project(environment.Variables, hook);

    public static string? Project(Func<string, string?> variables, HookEvent? hook)
    {
        var cwd = Whole(hook?.Cwd, null);
        return Whole(variables("CLAUDE_PROJECT_DIR"), cwd) ?? cwd;
    }

    /// <summary>A path with nothing to be resolved in it. The process may stand in another folder than its client.</summary>
    private static string? Whole(string? path, string? from) =>
        path is not { Length: > 0 } || path.Contains('\0', StringComparison.Ordinal) ? null
        : Path.IsPathFullyQualified(path) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))
        : from is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, from));

    /// <summary>Calls that the transcript holds from before the guard came; the one that is being decided about is not among them.</summary>
    private long CallsBefore()
    {
        var calls = Judge.Sum(SpendQuery.Session(_ledger, _session), Scope.Everything).ToolCalls;
        var pending = Pending();
        _book.CountBefore(_session, pending, _environment.Now);
        return calls - (pending?.Calls ?? 0);
    }

    /// <summary>What is going on in the thread: what its response belongs to, or what the event itself tells.</summary>
    private Context Context(EffectivePolicy policy, GuardedSession guarded, Context? own)
    {
        var latest = own ?? ThreadQuery.Latest(_ledger, _session, _hook.AgentId) ?? (_hook.AgentId is null ? null : ThreadQuery.Latest(_ledger, _session, null));
        return new Context(
            latest?.Project ?? guarded.Project,
            latest is null && policy.AsksForBranch && (Whole(_hook.Cwd, null) ?? guarded.Project) is { } folder ? GitBranch.Of(folder) : latest?.Branch,
            latest?.Model,
            // A new prompt ends the skill of the turn before, and may begin with one of its own.
            _hook.Name is "UserPromptSubmit" ? _hook.Command : own is null && _hook.Name is "PreToolUse" && _hook.AgentId is null ? null : latest?.Skill,
            _hook.AgentId is null ? null : _hook.AgentType ?? latest?.Agent);
    }
}
