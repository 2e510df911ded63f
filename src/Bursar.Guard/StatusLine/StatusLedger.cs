using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Observing;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Guard.StatusLine;

/// <summary>
/// One look of a status line at the ledger: brings the session's new bytes in, notes what the client told, and takes the
/// figures, in one transaction. When others are writing, it answers from what is there.
/// </summary>
internal sealed class StatusLedger(GuardEnvironment environment, StatusInput input)
{
    /// <summary>A line is drawn again after the next response; a hook that waits holds up the work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan MaxRepricing = TimeSpan.FromMilliseconds(500);

    private readonly PolicyTexts _texts = PolicyFiles.Find(environment.ManagedPolicy, environment.Paths.PolicyFile, SessionGuard.Project(environment, new HookEvent(null, input.SessionId, null) { Cwd = input.Project }));

    private PriceTable? _prices;

    /// <summary>What failed while the figures could still be taken; null when nothing did.</summary>
    public string? Fault { get; private set; }

    public StatusFigures Look(CancellationToken cancellation)
    {
        try
        {
            if (environment.Ledgers is { } kept)
            {
                return kept.With(environment.Paths.Ledger, Patience, Patience, ledger => Look(ledger, cancellation));
            }

            using var opened = LedgerStore.Open(environment.Paths.Ledger, Patience);
            return Look(opened, cancellation);
        }
        catch (UserError e)
        {
            Note(e);
            return Untouched();
        }
    }

    private StatusFigures Look(LedgerStore ledger, CancellationToken cancellation)
    {
        try
        {
            var figures = Write(ledger, cancellation);
            FailureLog.Enter(ledger, environment);
            return figures;
        }
        catch (UserError e)
        {
            Note(e);
            return ledger.ReadAsItIs(() => Figures(ledger));
        }
    }

    private StatusFigures Write(LedgerStore ledger, CancellationToken cancellation)
    {
        var catalog = Catalog();
        var hasNews = SessionIngest.HasNews(ledger, catalog);
        var prices = Prices(areNeeded: hasNews);
        if (prices is not null)
        {
            HookRunner.Reprice(ledger, prices, MaxRepricing, cancellation);
        }

        var ingest = hasNews ? new SessionIngest(ledger, new Pricer(prices!)) : null;
        ingest?.CatchUp(catalog, cancellation);
        return ledger.Transact(() =>
        {
            var unreadable = ingest?.Run(catalog) ?? [];
            Fault = unreadable.Count > 0 ? $"{unreadable[0].Path} cannot be read: {unreadable[0].Reason}" : null;
            NoteWhatClientTells(ledger);
            return Figures(ledger);
        });
    }

    /// <summary>A ledger that cannot be written may still be read.</summary>
    private StatusFigures Untouched()
    {
        using var ledger = LedgerStore.OpenReadOnly(environment.Paths.Ledger, Patience);
        return ledger?.ReadAsItIs(() => Figures(ledger)) ?? StatusFigures.None;
    }

    private StatusFigures Figures(LedgerStore ledger)
    {
        Configuration? configuration = null;
        try
        {
            configuration = Configuration.Of(environment, Prices());
        }
        catch (UserError e)
        {
            Fault ??= e.Message;
        }

        return new FigureReader(ledger, environment, input, _texts, configuration).Read();
    }

    /// <summary>That others are writing is no failure: the next line has what this one lacks.</summary>
    private void Note(UserError error) => Fault = LedgerStore.IsBusy(error) ? null : error.Message;

    /// <summary>Prices that cannot be understood leave what is in the ledger, and that is all there is where nothing is new.</summary>
    private PriceTable? Prices(bool areNeeded)
    {
        try
        {
            return Prices();
        }
        catch (UserError) when (!areNeeded)
        {
            return null;
        }
    }

    private PriceTable Prices() => _prices ??= PriceSources.Load(environment.Paths, environment.Variables, _texts.Policy);

    private Catalog Catalog()
    {
        var path = input.TranscriptPath;
        return path is not null && Path.IsPathFullyQualified(path) && File.Exists(path) ? TranscriptCatalog.FindSession(path) : new Catalog([], []);
    }

    private void NoteWhatClientTells(LedgerStore ledger)
    {
        var now = environment.Now;
        if (input is { SessionId: { } session, TotalCost: { } cost })
        {
            Observations.Note(ledger, session, new ClientAccount(cost, input.Duration, input.ApiDuration, input.Version, input.ModelId), now);
        }

        foreach (var (period, use) in new[] { ("five_hour", input.FiveHour), ("seven_day", input.SevenDay) })
        {
            if (use is not null)
            {
                PlanLimits.Note(ledger, new PlanLimit(period, now, use.Used, use.ResetsAt));
            }
        }
    }
}
