using Bursar.Guard;
using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Reports;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Mcp;

/// <summary>What the tools and resources stand on: a context and an open ledger for each request, because files and prices may change between two.</summary>
internal sealed class McpServices(Func<CancellationToken, CommandContext> contexts)
{
    /// <summary>Does work on the ledger with all transcripts brought in.</summary>
    public T WithAll<T>(Func<CommandContext, GuardEnvironment, LedgerStore, T> work, CancellationToken cancellation)
    {
        var context = contexts(cancellation);
        using var ledger = context.OpenLedger(ingest: true)!;
        return work(context, Environment(context), ledger);
    }

    /// <summary>
    /// Does work on a session with that session's transcripts brought in. Where the hooks told which they are, no other file
    /// is looked at: an agent that asks often waits for nothing but its own new lines.
    /// </summary>
    public T WithSession<T>(string? wanted, Func<GuardEnvironment, LedgerStore, FoundSession, T> work, CancellationToken cancellation)
    {
        var context = contexts(cancellation);
        var environment = Environment(context);
        using var ledger = LedgerStore.Open(context.Paths.Ledger);
        if (SessionFinder.Live(ledger, environment) is { Transcript: { } transcript } live && (wanted is null || wanted == live.Id) && Ingestor.IsPricedBy(ledger, context.Prices) && File.Exists(transcript))
        {
            BringIn(ledger, context, transcript, cancellation);
            return work(environment, ledger, live with { Source = wanted is null ? live.Source : SessionSource.Argument });
        }

        context.Ingest(ledger);
        return work(environment, ledger, SessionFinder.Find(ledger, environment, wanted));
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

    private static GuardEnvironment Environment(CommandContext context) => GuardEnvironment.Of(context.Environment, context.Clock);

    private static void BringIn(LedgerStore ledger, CommandContext context, string transcript, CancellationToken cancellation)
    {
        var ingest = new SessionIngest(ledger, new Pricer(context.Prices));
        var catalog = TranscriptCatalog.FindSession(transcript);
        ingest.CatchUp(catalog, cancellation);
        var unreadable = ledger.Transact(() => ingest.Run(catalog));
        if (unreadable.Count > 0)
        {
            throw UserError.Unusable($"{unreadable[0].Path} cannot be read: {unreadable[0].Reason}", "Make it readable for the user who runs Claude Code.");
        }
    }
}
