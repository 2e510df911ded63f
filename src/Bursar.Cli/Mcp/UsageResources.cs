using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Rollups;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Bursar.Cli.Mcp;

/// <summary>A session's usage as a resource: the text is what <c>bursar usage --json</c> prints.</summary>
internal sealed class UsageResources(McpServices services)
{
    public const string Live = "claude://session/usage";
    private const string Prefix = "claude://session/";
    private const string Suffix = "/usage";
    private const string Json = "application/json";

    public void AddTo(McpServerHandlers handlers)
    {
        handlers.ListResourcesHandler = (_, _) => ValueTask.FromResult(new ListResourcesResult
        {
            Resources = [new Resource { Uri = Live, Name = "session_usage", Title = "Usage of the running session", Description = "Tokens and cost of the running session so far, subagents included, as `bursar usage --json` gives them.", MimeType = Json }],
        });
        handlers.ListResourceTemplatesHandler = (_, _) => ValueTask.FromResult(new ListResourceTemplatesResult
        {
            ResourceTemplates = [new ResourceTemplate { UriTemplate = Prefix + "{id}" + Suffix, Name = "session_usage_by_id", Title = "Usage of a session", Description = "The same of any session, by its id or the beginning of it.", MimeType = Json }],
        });
        handlers.ReadResourceHandler = async (request, cancellation) => await Task.Run(() => Read(request.Params?.Uri ?? "", cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>The session's id in a resource's address; null for the running one.</summary>
    /// <exception cref="McpProtocolException">There is no such resource.</exception>
    public static string? SessionOf(string uri) => uri == Live ? null
        : uri.StartsWith(Prefix, StringComparison.Ordinal) && uri.EndsWith(Suffix, StringComparison.Ordinal) && uri.Length > Prefix.Length + Suffix.Length && uri[Prefix.Length..^Suffix.Length] is var id && !id.Contains('/', StringComparison.Ordinal)
            ? Uri.UnescapeDataString(id)
            : throw new McpProtocolException($"There is no resource {uri}; expected {Live} or {Prefix}{{id}}{Suffix}.", McpErrorCode.ResourceNotFound);

    private ReadResourceResult Read(string uri, CancellationToken cancellation)
    {
        try
        {
            return services.WithSession(SessionOf(uri), call: null, (_, ledger, session) =>
            {
                var usage = ledger.Transact(() => SessionQuery.Find(ledger, session.Id)) ?? SessionUsage.Empty(session.Id);
                var contents = new TextResourceContents
                {
                    Uri = uri,
                    MimeType = Json,
                    Text = JsonOutput.Text(json => UsageJson.Write(json, usage)),
                    Meta = new System.Text.Json.Nodes.JsonObject { ["bursar/session_source"] = session.SourceWord },
                };
                return new ReadResourceResult { Contents = [contents] };
            }, cancellation);
        }
        catch (UserError e)
        {
            throw new McpProtocolException(e.Hint is null ? e.Message : $"{e.Message} {e.Hint}", e, e.Code == ExitCode.BadInput ? McpErrorCode.ResourceNotFound : McpErrorCode.InternalError);
        }
    }
}
