using Bursar.Guard.Phases;
using Bursar.Ledger.Phases;
using ModelContextProtocol.Protocol;

namespace Bursar.Cli.Mcp.Tools;

internal sealed class PhaseStartTool(McpServices services, TimeProvider clock) : BursarTool(
    "phase_start", "Begin a phase", readOnly: false,
    "Begins a named phase of work in the running session, such as requirements or implementation, inside any phase that is open (end one before you begin the next, unless it is a part of it). Everything that the session and its subagents use from now on, until "
    + "phase_end, counts to it. Give an estimate where you have one: it is compared with what the phase takes, and later estimates are corrected by that (tool estimate).",
    Properties, ["name"])
{
    private const string Properties = $$"""
        "name":{"type":"string","description":"What the phase is called. Use the same name for the same kind of work, so that estimates can learn."},
        "estimate_usd":{"type":"number","exclusiveMinimum":0,"description":"What it is expected to cost, in US dollars."},
        "estimate_tokens":{"type":"integer","minimum":1,"description":"How many tokens it is expected to use: input, output, cache writes and cache reads together."},
        "id":{"type":"string","description":"An id of your own for a phase that shall go on in other sessions or after a resume. Without one the phase ends with the session at the latest."},
        {{SessionUsageTool.SessionArgument}}
        """;

    protected override CallToolResult Answer(ToolArguments arguments, CancellationToken cancellation)
    {
        var estimate = PhaseEstimate.Of(arguments.Dollars("estimate_usd"), arguments.Count("estimate_tokens"), "estimate_usd", "estimate_tokens");
        return services.WithMark(arguments.Text("session_id"), (ledger, session) =>
        {
            var started = new PhaseMarks(ledger, clock).Start(session.Id, arguments.Required("name"), arguments.Text("id"), estimate);
            return Object(json =>
            {
                PhasesJson.Write(json, started);
                json.WriteString("session_source", session.SourceWord);
            });
        }, cancellation);
    }
}
