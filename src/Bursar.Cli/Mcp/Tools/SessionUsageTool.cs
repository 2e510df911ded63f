using Bursar.Guard;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Rollups;
using ModelContextProtocol.Protocol;

namespace Bursar.Cli.Mcp.Tools;

internal sealed class SessionUsageTool(McpServices services) : BursarTool(
    "session_usage", "Usage of a session", readOnly: true,
    "Tokens and cost of a Claude Code session so far, subagents included: the running one unless session_id is given. Returns input_tokens, output_tokens, "
    + "cache_read_input_tokens, cache_creation_input_tokens, cost_usd (US dollars at list price), turns, model_breakdown, agents. Call it before and after a step to "
    + "see what the step cost; for named steps use phase_start and phase_end. is_floor means that the true figures are at least these. session_source tells how the session was chosen.",
    SessionArgument)
{
    public const string SessionArgument = """
        "session_id":{"type":"string","description":"A session's id or the beginning of it. Leave it out for the running session."}
        """;

    protected override CallToolResult Answer(ToolArguments arguments, CancellationToken cancellation) =>
        services.WithSession(arguments.Text("session_id"), arguments.CallId, (_, ledger, session) =>
        {
            var usage = ledger.Transact(() => SessionQuery.Find(ledger, session.Id)) ?? SessionUsage.Empty(session.Id);
            return Object(json =>
            {
                UsageJson.Write(json, usage);
                json.WriteString("session_source", session.SourceWord);
            });
        }, cancellation);
}
