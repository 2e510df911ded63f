using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Guard;

/// <summary>Brings one session into the ledger: its transcript and its subagents', new bytes only.</summary>
public static class SessionRefresh
{
    /// <summary>How long a hook waits for another program's write.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    public static void Run(HookEvent hook, BursarPaths paths, PriceTable prices)
    {
        // The first event of a session comes before its transcript exists.
        if (hook.TranscriptPath is not { Length: > 0 } transcript || !File.Exists(transcript))
        {
            return;
        }

        using var ledger = LedgerStore.Open(paths.Ledger, MaxWait);
        var unreadable = new Ingestor(ledger, new Pricer(prices)).Run(TranscriptCatalog.FindSession(transcript)).Unreadable;
        if (unreadable.Count > 0)
        {
            throw UserError.Unusable($"{unreadable[0].Path} cannot be read: {unreadable[0].Reason}", "Make it readable for the user who runs Claude Code.");
        }
    }
}
