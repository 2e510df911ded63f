using Bursar.Cli.Rendering;
using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Reports;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli;

/// <summary>What a command needs from outside: environment, clock, terminal, and the ledger behind them.</summary>
internal sealed class CommandContext(Func<string, string?> environment, Terminal terminal, TimeProvider clock, CancellationToken cancellation)
{
    private PriceTable? _prices;

    public Func<string, string?> Environment { get; } = environment;

    public Terminal Terminal { get; } = terminal;

    public TimeProvider Clock { get; } = clock;

    public CancellationToken Cancellation { get; } = cancellation;

    public string? Home => Environment("HOME") is { Length: > 0 } home ? home : OperatingSystem.IsWindows() ? Environment("USERPROFILE") : null;

    public BursarPaths Paths => BursarPaths.Find(Environment, Home);

    public IReadOnlyList<string> Roots => TranscriptRoots.Find(Environment, Home) is { Count: > 0 } roots
        ? roots
        : throw UserError.Unusable("It is not known where Claude Code keeps its transcripts: HOME is not set, and neither is CLAUDE_CONFIG_DIR.", "Set HOME, or set CLAUDE_CONFIG_DIR to the folder that holds `projects`.");

    /// <summary>Days, weeks and months as the user counts them.</summary>
    /// <param name="zone">Null for this machine's.</param>
    public LocalTime Time(TimeZoneInfo? zone = null) => new(zone ?? Clock.LocalTimeZone, () => UserConfig.Read(Paths).WeekStart());

    public PriceTable Prices => _prices ??= PriceSources.Load(Paths, Environment);

    /// <summary>The ledger, brought up to date unless the user said not to.</summary>
    /// <exception cref="UserError">There is none, and it is not to be brought up to date.</exception>
    public LedgerStore OpenLedger(bool ingest) => ingest ? OpenLedger(ledger => 0, out _) : LedgerStore.OpenReadOnly(Paths.Ledger) ?? throw NoLedger();

    /// <summary>
    /// The same for what asks <see cref="LedgerStore.WithSums"/>: sums that are stale are made anew also where nothing is read
    /// into the ledger, if it may be written.
    /// </summary>
    public LedgerStore OpenForSums(bool ingest)
    {
        if (ingest)
        {
            return OpenLedger(ingest: true);
        }

        // Whoever asks what is there shall not make a ledger by it.
        using var known = LedgerStore.OpenReadOnly(Paths.Ledger) ?? throw NoLedger();
        try
        {
            return LedgerStore.Open(Paths.Ledger);
        }
        catch (UserError e) when (!LedgerStore.IsBusy(e))
        {
            return LedgerStore.OpenReadOnly(Paths.Ledger) ?? throw NoLedger();
        }
    }

    private UserError NoLedger() => UserError.Unusable($"There is no ledger at {Paths.Ledger} yet.", "Run the command without --no-ingest.");

    /// <summary>
    /// The same with a question to the ledger. Where nothing is new, looking for transcripts is most of what takes time, so the
    /// answer is worked out meanwhile, and again where there was something new after all.
    /// </summary>
    public LedgerStore OpenLedger<T>(bool ingest, Func<LedgerStore, T> question, out T answer)
    {
        if (ingest)
        {
            return OpenLedger(question, out answer);
        }

        var ledger = OpenLedger(ingest: false);
        try
        {
            answer = question(ledger);
            return ledger;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    private LedgerStore OpenLedger<T>(Func<LedgerStore, T> question, out T answer)
    {
        // Looking for transcripts needs no ledger, and opening a ledger waits for the disk: both at once.
        var catalog = Task.Run(() => TranscriptCatalog.Find(Roots));
        var ledger = LedgerStore.Open(Paths.Ledger);
        try
        {
            var version = ledger.Version;
            var isEarly = Ingestor.IsPricedBy(ledger, Prices);
            var early = isEarly ? question(ledger) : default;
            answer = Ingest(ledger, catalog).FilesRead == 0 && isEarly && ledger.Version == version ? early! : question(ledger);
            return ledger;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    public IngestResult Ingest(LedgerStore ledger) => Ingest(ledger, Task.FromResult(TranscriptCatalog.Find(Roots)));

    private IngestResult Ingest(LedgerStore ledger, Task<Catalog> catalog)
    {
        var progress = new ProgressLine(Terminal, Clock);
        try
        {
            var pricer = new Pricer(Prices);
            var result = new Ingestor(ledger, pricer).Run(catalog, progress.Sink, Cancellation);
            if (result.Unreadable.Count > 0)
            {
                Terminal.Error.WriteLine($"warning: {result.Unreadable.Count} path(s) could not be read, so figures may be too low; the first is {result.Unreadable[0].Path}: {result.Unreadable[0].Reason}");
                Terminal.Error.WriteLine("hint: `bursar doctor` lists them all.");
            }

            return result;
        }
        finally
        {
            progress.Clear();
        }
    }

    /// <summary>Tells where was looked when there is nothing to report.</summary>
    public void ExplainEmpty(TextWriter writer)
    {
        writer.WriteLine("No usage found: the ledger is empty and there are no Claude Code transcripts yet.");
        writer.WriteLine("Looked in:");
        foreach (var root in Roots)
        {
            writer.WriteLine($"  {Path.Combine(root, "projects")}{(Directory.Exists(Path.Combine(root, "projects")) ? "  (no usage)" : "  (does not exist)")}");
        }

        writer.WriteLine("If there should be usage, `bursar doctor` tells what could not be read.");
        writer.WriteLine("Use Claude Code once and run this again, or set CLAUDE_CONFIG_DIR to the folder that holds `projects`.");
    }
}
