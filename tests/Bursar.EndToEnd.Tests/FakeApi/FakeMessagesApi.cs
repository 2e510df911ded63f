using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bursar.EndToEnd.Tests.FakeApi;

/// <summary>A Messages API on loopback that answers by script and writes down everything it bills.</summary>
public sealed class FakeMessagesApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Script _script;
    private readonly ConcurrentDictionary<string, int> _refused = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly string _series = Guid.NewGuid().ToString("N")[..12];
    private int _count;

    private FakeMessagesApi(WebApplication app, Script script) => (_app, _script) = (app, script);

    public Bill Bill { get; } = new();

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Requests it could not make sense of, and steps it had no reply for. A sound test leaves this empty.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public static async Task<FakeMessagesApi> StartAsync(Script script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var api = new FakeMessagesApi(builder.Build(), script);
        api._app.Run(api.HandleAsync);
        await api._app.StartAsync();
        return api;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task HandleAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("POST", "/v1/messages") => AnswerAsync(context),
        ("POST", "/v1/messages/count_tokens") => context.Response.WriteAsJsonAsync(new JsonObject { ["input_tokens"] = 100 }),
        ("HEAD" or "GET", "/") => Task.CompletedTask,
        var (_, path) => ResponseWriter.WriteErrorAsync(context.Response, 404, "not_found_error", $"There is no {path} here."),
    };

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = ApiRequest.Read(context.Request.Headers, body!.AsObject());
        var reply = Scripted(request) ?? Script.Background;
        if (Refuses(request, reply))
        {
            context.Response.Headers["retry-after-ms"] = "1";
            await ResponseWriter.WriteErrorAsync(context.Response, 529, "overloaded_error", "Overloaded, by script.");
            return;
        }

        var billed = Enter(request, reply);
        if (!reply.IsGateways)
        {
            context.Response.Headers["request-id"] = billed.RequestId;
        }

        await (request.Streams
            ? ResponseWriter.WriteStreamAsync(context.Response, billed, reply)
            : ResponseWriter.WriteJsonAsync(context.Response, billed, reply));
    }

    private Reply? Scripted(ApiRequest request)
    {
        if (request.Conversation is not { } conversation)
        {
            return null;
        }

        var reply = _script.For(conversation, request.Step);
        if (reply is null)
        {
            _faults.Enqueue($"The script has no reply for step {request.Step} of conversation '{conversation}'.");
        }

        return reply;
    }

    private bool Refuses(ApiRequest request, Reply reply) =>
        _refused.AddOrUpdate($"{request.SessionId}/{request.Conversation}/{request.Step}", 1, (_, n) => n + 1) <= reply.Refusals;

    private BilledResponse Enter(ApiRequest request, Reply reply)
    {
        var id = $"{_series}{Interlocked.Increment(ref _count):D6}";
        var billed = new BilledResponse(
            reply.IsGateways ? $"gen-{id}" : $"msg_{id}", $"req_{id}", reply.Model ?? request.Model, reply.Usage, request.Conversation, request.Step,
            request.SessionId, request.AgentId, request.ParentAgentId, reply.ToolCalls);
        Bill.Add(billed);
        return billed;
    }
}
