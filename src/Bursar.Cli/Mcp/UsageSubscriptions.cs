using System.Collections.Concurrent;
using Bursar.Ledger;
using Bursar.Transcripts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Bursar.Cli.Mcp;

/// <summary>
/// Tells a client that asked for it that a session's usage has changed. Looks at sizes and times of the session's transcripts
/// once a second, only while somebody has subscribed; the client then reads the resource when it likes.
/// </summary>
internal sealed class UsageSubscriptions(Func<CancellationToken, CommandContext> contexts, TimeProvider clock, CancellationToken stopped)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private readonly Lock _starting = new();
    private Task? _watching;

    public void AddTo(McpServerHandlers handlers)
    {
        handlers.SubscribeToResourcesHandler = (request, _) =>
        {
            var uri = request.Params?.Uri ?? "";
            var session = UsageResources.SessionOf(uri);
            _seen[uri] = Look(session);
            lock (_starting)
            {
                _watching ??= Task.Run(() => WatchAsync(request.Server), stopped);
            }

            return ValueTask.FromResult(new EmptyResult());
        };
        handlers.UnsubscribeFromResourcesHandler = (request, cancellation) =>
        {
            _seen.TryRemove(request.Params?.Uri ?? "", out _);
            return ValueTask.FromResult(new EmptyResult());
        };
    }

    private async Task WatchAsync(McpServer server)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stopped).ConfigureAwait(false))
        {
            foreach (var (uri, before) in _seen)
            {
                var now = Look(UsageResources.SessionOf(uri));
                if (now.Equals(before) || !_seen.TryUpdate(uri, now, before))
                {
                    continue;
                }

                await server.SendNotificationAsync(NotificationMethods.ResourceUpdatedNotification, new ResourceUpdatedNotificationParams { Uri = uri }, cancellationToken: stopped).ConfigureAwait(false);
            }
        }
    }

    private Seen Look(string? wanted)
    {
        try
        {
            var context = contexts(stopped);
            var (session, transcript) = (wanted, (string?)null);
            if (LedgerStore.OpenReadOnly(context.Paths.Ledger) is { } ledger)
            {
                using (ledger)
                {
                    if (SessionFinder.Live(ledger, Guard.GuardEnvironment.Of(context.Environment, context.Clock)) is { } live && (wanted is null || wanted == live.Id))
                    {
                        (session, transcript) = (live.Id, live.Transcript);
                    }
                }
            }

            transcript ??= session is null ? null : context.Roots.SelectMany(root => Folders(Path.Combine(root, "projects"))).Select(folder => Path.Combine(folder, session + ".jsonl")).FirstOrDefault(File.Exists);
            return new Seen(session, transcript is null || !File.Exists(transcript) ? [] : TranscriptCatalog.FindSession(transcript).Found);
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException)
        {
            // Whoever reads the resource is told what is wrong.
            return new Seen(wanted, []);
        }
    }

    private static IEnumerable<string> Folders(string projects) => Directory.Exists(projects) ? Directory.EnumerateDirectories(projects) : [];

    /// <summary>The session that is meant, and its transcripts as they stand.</summary>
    private sealed record Seen(string? Session, IReadOnlyList<FoundTranscript> Transcripts)
    {
        public bool Equals(Seen? other) => other is not null && Session == other.Session && Transcripts.SequenceEqual(other.Transcripts);

        public override int GetHashCode() => HashCode.Combine(Session, Transcripts.Count);
    }
}
