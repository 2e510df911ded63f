using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Bursar.Guard;
using Bursar.Ledger;
using Bursar.Transcripts;
using ModelContextProtocol;
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

    /// <summary>What clients subscribed to by requests of their own, until the protocol of 2026-07-28.</summary>
    private readonly ConcurrentDictionary<string, Seen> _subscribed = new(StringComparer.Ordinal);
    private readonly Lock _starting = new();
    private Task? _watching;

    public void AddTo(McpServerHandlers handlers)
    {
        handlers.SubscribeToResourcesHandler = (request, _) =>
        {
            Add(_subscribed, request.Params?.Uri ?? "");
            lock (_starting)
            {
                _watching ??= Task.Run(() => WatchAsync(request.Server, _subscribed, id: null, stopped), stopped);
            }

            return ValueTask.FromResult(new EmptyResult());
        };
        handlers.UnsubscribeFromResourcesHandler = (request, cancellation) =>
        {
            _subscribed.TryRemove(request.Params?.Uri ?? "", out _);
            return ValueTask.FromResult(new EmptyResult());
        };
        handlers.SubscriptionsListenHandler = ListenAsync;
    }

    /// <summary>The form from the protocol of 2026-07-28 on: one request that stays open and names what it listens to.</summary>
    private async ValueTask<EmptyResult> ListenAsync(RequestContext<SubscriptionsListenRequestParams> request, CancellationToken cancellation)
    {
        var uris = request.Params?.Notifications?.ResourceSubscriptions ?? [];
        var seen = new ConcurrentDictionary<string, Seen>(StringComparer.Ordinal);
        foreach (var uri in uris)
        {
            Add(seen, uri);
        }

        var id = JsonValue.Create(request.JsonRpcRequest.Id.ToString());
        await request.Server.SendMessageAsync(new JsonRpcNotification
        {
            Method = NotificationMethods.SubscriptionsAcknowledgedNotification,
            Params = new JsonObject
            {
                ["_meta"] = Meta(id),
                ["notifications"] = new JsonObject { ["resourceSubscriptions"] = new JsonArray([.. seen.Keys.Order(StringComparer.Ordinal).Select(uri => JsonValue.Create(uri))]) },
            },
        }, cancellation).ConfigureAwait(false);
        await WatchAsync(request.Server, seen, id, cancellation).ConfigureAwait(false);
        return new EmptyResult();
    }

    private async Task WatchAsync(McpServer server, ConcurrentDictionary<string, Seen> subscribed, JsonValue? id, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            foreach (var (uri, before) in subscribed)
            {
                var now = Look(UsageResources.SessionOf(uri));
                if (now.Equals(before) || !subscribed.TryUpdate(uri, now, before))
                {
                    continue;
                }

                var updated = new ResourceUpdatedNotificationParams { Uri = uri, Meta = id is null ? null : Meta(id) };
                await server.SendNotificationAsync(NotificationMethods.ResourceUpdatedNotification, updated, cancellationToken: cancellation).ConfigureAwait(false);
            }
        }
    }

    private void Add(ConcurrentDictionary<string, Seen> subscribed, string uri) => subscribed[uri] = Look(UsageResources.SessionOf(uri));

    private static JsonObject Meta(JsonValue id) => new() { [MetaKeys.SubscriptionId] = id.DeepClone() };

    private Seen Look(string? wanted)
    {
        try
        {
            var context = contexts(stopped);
            var live = Live(context);
            var session = wanted ?? live?.Id;
            var transcript = session is null ? null : live?.Id == session && live.Transcript is not null ? live.Transcript : SessionTranscript.Find(context.Roots, session);
            return new Seen(session, transcript is null || !File.Exists(transcript) ? [] : TranscriptCatalog.FindSession(transcript).Found);
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException)
        {
            // Whoever reads the resource is told what is wrong.
            return new Seen(wanted, []);
        }
    }

    private static FoundSession? Live(CommandContext context)
    {
        using var ledger = LedgerStore.OpenReadOnly(context.Paths.Ledger);
        return ledger is null ? null : SessionFinder.Live(ledger, GuardEnvironment.Of(context.Environment, context.Clock));
    }

    /// <summary>The session that is meant, and its transcripts as they stand.</summary>
    private sealed record Seen(string? Session, IReadOnlyList<FoundTranscript> Transcripts)
    {
        public bool Equals(Seen? other) => other is not null && Session == other.Session && Transcripts.SequenceEqual(other.Transcripts);

        public override int GetHashCode() => HashCode.Combine(Session, Transcripts.Count);
    }
}
