using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Bursar.Cli.Mcp.Tools;

/// <summary>A tool that answers with one JSON object. Schemas are written out: nothing is reflected over, and they read as they are sent.</summary>
internal abstract class BursarTool : McpServerTool
{
    private readonly IReadOnlyList<string> _known;
    private readonly bool _takesMore;

    /// <param name="name">By which it is called.</param>
    /// <param name="title">For people.</param>
    /// <param name="readOnly">Whether it changes nothing.</param>
    /// <param name="description">What it is for and what it gives, for a model that knows nothing else of Bursar.</param>
    /// <param name="properties">The members of the input schema's <c>properties</c>.</param>
    /// <param name="required">The names of those that must be given.</param>
    /// <param name="takesMore">Whether arguments that the schema does not name are passed over.</param>
    protected BursarTool(string name, string title, bool readOnly, string description, string properties, string[]? required = null, bool takesMore = false)
    {
        _takesMore = takesMore;
        var names = string.Join(',', (required ?? []).Select(one => $"\"{one}\""));
        var schema = McpJson.Parse($$"""{"type":"object","properties":{{{properties}}},"required":[{{names}}],"additionalProperties":{{(takesMore ? "true" : "false")}}}""");
        _known = [.. schema.GetProperty("properties").EnumerateObject().Select(property => property.Name)];
        ProtocolTool = new Tool
        {
            Name = name,
            Title = title,
            Description = description,
            InputSchema = schema,
            Annotations = new ToolAnnotations { Title = title, ReadOnlyHint = readOnly, DestructiveHint = false, IdempotentHint = readOnly, OpenWorldHint = false },
        };
    }

    public override Tool ProtocolTool { get; }

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        var arguments = new ToolArguments(ProtocolTool.Name, request.Params, _known);
        try
        {
            if (!_takesMore)
            {
                arguments.RefuseUnknown();
            }

            return await AnswerAsync(arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (UserError e)
        {
            return Failed(e.Hint is null ? e.Message : $"{e.Message} {e.Hint}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Failed($"{ProtocolTool.Name} met something it does not expect ({e.GetType().Name}): {e.Message} This is a fault of Bursar; the same command in a terminal with BURSAR_DEBUG=1 gives the details to report.");
        }
    }

    /// <summary>SQLite and files block; the thread that reads the next message must not.</summary>
    protected virtual Task<CallToolResult> AnswerAsync(ToolArguments arguments, CancellationToken cancellation) => Task.Run(() => Answer(arguments, cancellation), cancellation);

    protected abstract CallToolResult Answer(ToolArguments arguments, CancellationToken cancellation);

    /// <summary>The same object as text and as structured content.</summary>
    protected static CallToolResult Object(Action<Utf8JsonWriter> write)
    {
        var text = McpJson.Of(write);
        return new CallToolResult { Content = [new TextContentBlock { Text = text }], StructuredContent = McpJson.Parse(text) };
    }

    private static CallToolResult Failed(string message) => new() { Content = [new TextContentBlock { Text = message }], IsError = true };
}
