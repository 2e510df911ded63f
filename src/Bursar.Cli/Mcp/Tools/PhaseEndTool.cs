using Bursar.Guard.Phases;
using Bursar.Ledger.Phases;
using ModelContextProtocol.Protocol;

namespace Bursar.Cli.Mcp.Tools;

internal sealed class PhaseEndTool(McpServices services, TimeProvider clock) : BursarTool(
    "phase_end", "End a phase", readOnly: false,
    "Ends a phase of the running session: the one named, or the innermost that is open, and with it what is still open inside it. What it cost is in phase_report.",
    Properties)
{
    private const string Properties = $$"""
        "name":{"type":"string","description":"Which phase. Leave it out for the innermost that is open."},
        "id":{"type":"string","description":"The phase with this id of yours. Without session_id it ends in every session."},
        {{SessionUsageTool.SessionArgument}}
        """;

    protected override CallToolResult Answer(ToolArguments arguments, CancellationToken cancellation)
    {
        var (wanted, key, name) = (arguments.Text("session_id"), arguments.Text("id"), arguments.Text("name"));
        return wanted is null && key is not null
            ? services.WithLedger((_, ledger) => Ended(new PhaseMarks(ledger, clock).End(null, name, key), null), cancellation)
            : services.WithMark(wanted, (ledger, session) => Ended(new PhaseMarks(ledger, clock).End(session.Id, name, key), session), cancellation);
    }

    private static CallToolResult Ended(PhaseEnded ended, FoundSession? session) => Object(json =>
    {
        PhasesJson.Write(json, ended);
        if (session is not null)
        {
            json.WriteString("session_source", session.SourceWord);
        }
    });
}
