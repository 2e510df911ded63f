using Bursar.Guard;
using Bursar.Guard.Processes;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Phases;
using Bursar.Ledger.Reports;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Mcp;

/// <summary>What the tools and resources stand on: a context and an open ledger for each request, because files and prices may change between two.</summary>
internal sealed class McpServices(Func<CancellationToken, CommandContext> contexts)
{
    /// <summary>
    /// The client writes a response down behind the tools that it calls, mostly within 50 ms. Who asks what a session used
    /// means the response that asks as well, so it is waited for; a client that writes nothing down is not waited for longer.
    /// </summary>
    private static readonly TimeSpan MaxFlush = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Subagents write into files of their own, the last response of one perhaps after the response that asks. One that still
    /// runs looks the same, so it is waited for no longer than a write is late.
    /// </summary>
    private static readonly TimeSpan MaxSubagentFlush = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan Recently = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(3);

    /// <summary>The client that started this server; another would start its own.</summary>
    private readonly Lazy<ClientProcess?> _client = new(ClientProcess.OfCurrent);

    /// <summary>Does work on the ledger with all transcripts brought in.</summary>
    /// <param name="call">The tool call that asks, which the transcript shall hold; null if it is not known.</param>
    public T WithAll<T>(string? call, Func<CommandContext, GuardEnvironment, LedgerStore, T> work, CancellationToken cancellation)
    {
        var context = contexts(cancellation);
        var environment = Environment(context);
        using var ledger = context.OpenLedger(ingest: true);
        // A session's first response may call before its transcript exists: that is waited for like any other line.
        if (call is not null && SessionFinder.Live(ledger, environment) is { Transcript: not null } live)
        {
            BringIn(ledger, context, live, call);
        }

        return work(context, environment, ledger);
    }

    /// <summary>
    /// Does work on a session with that session's transcripts brought in. Where the hooks told which they are, no other file
    /// is looked at: an agent that asks often waits for nothing but its own new lines.
    /// </summary>
    /// <param name="wanted">A session's id or its beginning; null for the running one.</param>
    /// <param name="call">The tool call that asks, which the transcript shall hold; null if it is not known.</param>
    public T WithSession<T>(string? wanted, string? call, Func<GuardEnvironment, LedgerStore, FoundSession, T> work, CancellationToken cancellation)
    {
        var context = contexts(cancellation);
        var environment = Environment(context);
        using var ledger = LedgerStore.Open(context.Paths.Ledger);
        if (SessionFinder.Live(ledger, environment) is { Transcript: { } transcript } live && (wanted is null || wanted == live.Id) && Ingestor.IsPricedBy(ledger, context.Prices) && (call is not null || File.Exists(transcript)))
        {
            BringIn(ledger, context, live, call);
            return work(environment, ledger, live with { Source = wanted is null ? live.Source : SessionSource.Argument });
        }

        context.Ingest(ledger);
        var found = SessionFinder.Find(ledger, environment, wanted);
        if (call is not null && SessionFinder.Live(ledger, environment)?.Id == found.Id && AwaitTranscript(context, found.Id) is { } own)
        {
            BringIn(ledger, context, found with { Transcript = own }, call);
        }

        return work(environment, ledger, found);
    }

    /// <summary>Marks something in a session. A mark needs no figures, so nothing is brought in where the session is known without.</summary>
    public T WithMark<T>(string? wanted, Func<LedgerStore, FoundSession, T> work, CancellationToken cancellation)
    {
        var context = contexts(cancellation);
        var environment = Environment(context);
        using var ledger = LedgerStore.Open(context.Paths.Ledger);
        if (wanted is not null)
        {
            return work(ledger, new FoundSession(PhaseSessions.Resolve(ledger, wanted), SessionSource.Argument));
        }

        if (SessionFinder.Live(ledger, environment) is { } live)
        {
            return work(ledger, live);
        }

        context.Ingest(ledger);
        return work(ledger, SessionFinder.Find(ledger, environment, null));
    }

    /// <summary>Does work on the ledger as it is.</summary>
    public T WithLedger<T>(Func<GuardEnvironment, LedgerStore, T> work, CancellationToken cancellation)
    {
        var context = contexts(cancellation);
        using var ledger = LedgerStore.Open(context.Paths.Ledger);
        return work(Environment(context), ledger);
    }

    public GuardEnvironment Environment(CancellationToken cancellation) => Environment(contexts(cancellation));

    private GuardEnvironment Environment(CommandContext context) => GuardEnvironment.Of(context.Environment, context.Clock) with { Client = _client };

    /// <summary>A session that begins with quick responses asks before the client has made its transcript.</summary>
    /// <returns>Null when it has made none in time.</returns>
    private static string? AwaitTranscript(CommandContext context, string session)
    {
        var started = context.Clock.GetTimestamp();
        while (true)
        {
            var found = SessionTranscript.Find(context.Roots, session);
            if (found is not null || context.Clock.GetElapsedTime(started) > MaxFlush)
            {
                return found;
            }

            context.Cancellation.WaitHandle.WaitOne(Interval);
            context.Cancellation.ThrowIfCancellationRequested();
        }
    }

    private static void BringIn(LedgerStore ledger, CommandContext context, FoundSession live, string? call)
    {
        var ingest = new SessionIngest(ledger, new Pricer(context.Prices));
        var started = context.Clock.GetTimestamp();
        IReadOnlyList<FoundTranscript>? seen = null;
        long? arrived = null;
        while (true)
        {
            var catalog = TranscriptCatalog.FindSession(live.Transcript!);
            if (seen is null || !catalog.Found.SequenceEqual(seen))
            {
                // Only what is new takes the ledger's lock; hooks want it too.
                seen = catalog.Found;
                ingest.CatchUp(catalog, context.Cancellation);
                var unreadable = ledger.Transact(() => ingest.Run(catalog));
                if (unreadable.Count > 0)
                {
                    throw UserError.Unusable($"{unreadable[0].Path} cannot be read: {unreadable[0].Reason}", "Make it readable for the user who runs Claude Code.");
                }
            }

            if (call is null || context.Clock.GetElapsedTime(started) > MaxFlush)
            {
                return;
            }

            if (arrived is not null || ThreadQuery.HasCall(ledger, live.Id, call))
            {
                arrived ??= context.Clock.GetTimestamp();
                if (context.Clock.GetElapsedTime(arrived.Value) > MaxSubagentFlush || !seen.Any(found => IsAtWork(ledger, live.Id, found, context.Clock.GetUtcNow())))
                {
                    return;
                }
            }

            context.Cancellation.WaitHandle.WaitOne(Interval);
            context.Cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Whether it is a subagent's transcript that was written to just now and does not end with words of its own.</summary>
    private static bool IsAtWork(LedgerStore ledger, string session, FoundTranscript found, DateTimeOffset now) =>
        now.UtcTicks - found.ModifiedTicks < Recently.Ticks && TranscriptFile.FromPath(found.Projects, found.Path) is { AgentId: { } agent } && !ThreadQuery.HasLastWords(ledger, session, agent);
}
