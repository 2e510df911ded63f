using Bursar.Ledger;
using Bursar.Ledger.Alerting;
using Bursar.Transcripts;

namespace Bursar.Cli.Alerts;

/// <summary>Delivers what is due in the spool, and puts off what failed.</summary>
internal sealed class AlertDelivery(LedgerStore ledger, AlertsConfig config, AlertSender sender, TimeProvider clock)
{
    public const int MaxAttempts = 12;

    /// <summary>How long a claimed delivery belongs to the run that claimed it, beyond the longest that it can take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWish = TimeSpan.FromDays(1);

    /// <returns>How many were delivered, and how many failed.</returns>
    public async Task<(int Delivered, int Failed)> RunAsync(CancellationToken cancellation)
    {
        var spool = new AlertSpool(ledger);
        var (delivered, failed) = (0, 0);

        // What fails now is tried in a later run, also where it would be due at once.
        var began = Timestamp.Of(clock.GetUtcNow());
        var tried = new HashSet<long>();
        while (spool.Claim(began, After(clock.GetUtcNow(), config.Timeout + Lease)) is { } alert && tried.Add(alert.Id))
        {
            cancellation.ThrowIfCancellationRequested();
            var delivery = config.Channels.FirstOrDefault(channel => channel.Name == alert.Channel) is { } channel
                ? await sender.SendAsync(channel, alert, cancellation)
                : new Delivery("the configuration has no such channel any more", IsFinal: true);
            if (delivery.Failure is not { } failure)
            {
                spool.Delivered(alert.Id, Timestamp.Of(clock.GetUtcNow()));
                delivered++;
                continue;
            }

            spool.Failed(alert.Id, failure, delivery.IsFinal || alert.Attempts >= MaxAttempts ? null : Math.Max(began + 1, After(clock.GetUtcNow(), Pause(alert.Attempts, delivery.RetryAfter))));
            failed++;
        }

        return (delivered, failed);
    }

    /// <summary>Twice as long after each failure, and at least what the other side asked for.</summary>
    internal TimeSpan Pause(int attempts, TimeSpan? wish)
    {
        var pause = config.FirstRetry * Math.Pow(2, attempts - 1);
        pause = pause < LongestPause ? pause : LongestPause;
        return wish is { } asked && asked > pause ? (asked < LongestWish ? asked : LongestWish) : pause;
    }

    private static long After(DateTimeOffset now, TimeSpan time) => Timestamp.Of(now + time);
}
