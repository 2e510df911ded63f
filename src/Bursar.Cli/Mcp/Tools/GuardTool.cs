using System.Text;
using System.Text.Json;
using Bursar.Guard;
using Bursar.Ledger;
using ModelContextProtocol.Protocol;

namespace Bursar.Cli.Mcp.Tools;

/// <summary>
/// The decision of <c>bursar-hook</c> for hooks of <c>type:"mcp_tool"</c>. What it answers as text is what the hook prints,
/// and the client reads it in the same way.
/// </summary>
internal sealed class GuardTool(McpServices services, LedgerPool ledgers, TimeProvider clock, Action<string> complain) : BursarTool(
    "guard", "Decide about a hook event", readOnly: false,
    "For hooks of type mcp_tool that `bursar init --mcp-hooks` installs; there is no need to call it. Takes the fields of one hook event and answers with the hook's JSON: empty when nothing "
    + "stands against it, else a denial or a stop with its reason. It cannot raise a limit.",
    Properties, ["hook_event_name", "session_id"], takesMore: true)
{
    /// <summary>As long as <c>bursar-hook</c> takes before it answers without a decision.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(4);

    private const string Properties = """
        "hook_event_name":{"type":"string","description":"The event, such as PreToolUse."},
        "session_id":{"type":"string"},
        "transcript_path":{"type":"string","description":"The session's main transcript."},
        "cwd":{"type":"string"},
        "agent_id":{"type":"string"},
        "agent_type":{"type":"string"},
        "tool_name":{"type":"string"},
        "tool_use_id":{"type":"string"},
        "tool_input":{"description":"The tool's input, as an object or as its JSON text.","type":["object","string"]},
        "tool_calls":{"description":"The calls of a PostToolBatch, as an array or as its JSON text.","type":["array","string"]},
        "source":{"type":"string"},
        "prompt":{"type":"string"}
        """;

    /// <summary>Fields that a template of the client can only give as text.</summary>
    private static readonly string[] Nested = ["tool_input", "tool_calls"];

    protected override async Task<CallToolResult> AnswerAsync(ToolArguments arguments, CancellationToken cancellation)
    {
        if (arguments.CallId is not null)
        {
            // A hook's call has no id of a tool call; this one is the agent's.
            throw UserError.BadInput("guard: only a hook of the client can ask this.", "check_limits tells what is left.");
        }

        var hook = Event(arguments.Given);
        var environment = services.Environment(cancellation) with { Ledgers = ledgers };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return Result(await Task.Run(() => HookRunner.Run(hook, environment, limit.Token), CancellationToken.None).WaitAsync(Budget, clock, cancellation).ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            await limit.CancelAsync().ConfigureAwait(false);
            return Result(HookRunner.OutOfTime(hook, environment));
        }
    }

    protected override CallToolResult Answer(ToolArguments arguments, CancellationToken cancellation) => AnswerAsync(arguments, cancellation).GetAwaiter().GetResult();

    private CallToolResult Result(HookOutcome outcome)
    {
        if (outcome.Error is not null)
        {
            complain(outcome.Error);
        }

        var text = outcome.ExitCode == 0 ? Encoding.UTF8.GetString(outcome.Output) : Block(outcome.Error);
        return new CallToolResult { Content = [new TextContentBlock { Text = text }] };
    }

    /// <summary>What exit code 2 says, for an event that tells too little to be answered in its own form.</summary>
    private static string Block(string? error) => McpJson.Of(json =>
    {
        json.WriteString("decision", "block");
        json.WriteString("reason", error);
        json.WriteBoolean("continue", false);
        json.WriteString("stopReason", error);
    });

    private static byte[] Event(IDictionary<string, JsonElement>? fields)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { MaxDepth = HookEvent.MaxDepth, SkipValidation = true }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
            {
                // A template leaves an empty text where the event has no such field.
                if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text)
                {
                    Field(json, name, value);
                }
                else if (Nested.Contains(name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(name);
                    json.WriteRawValue(text, skipInputValidation: true);
                }
                else
                {
                    json.WriteString(name, text);
                }
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Field(Utf8JsonWriter json, string name, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null or JsonValueKind.Undefined))
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}
