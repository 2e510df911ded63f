using System.Text.Json;
using Bursar.Guard;
using Bursar.Guard.Verifying;
using Bursar.Policy;
using ModelContextProtocol.Protocol;

namespace Bursar.Cli.Mcp.Tools;

internal sealed class CheckLimitsTool(McpServices services) : BursarTool(
    "check_limits", "Limits and budgets", readOnly: true,
    "Every spending limit and budget that holds for a Claude Code session (the running one unless session_id is given): name, used, value, remaining (US dollars for spend, "
    + "else tokens, turns, calls or seconds), enforcement, breached, and whether it is only advisory. When a limit with advisory=false has nothing remaining, Bursar stops the session (within_limits is then false): "
    + "plan the rest of the work by what remains. Limits are set by a human; no tool here can change them.",
    SessionUsageTool.SessionArgument)
{
    protected override CallToolResult Answer(ToolArguments arguments, CancellationToken cancellation) =>
        services.WithSession(arguments.Text("session_id"), arguments.CallId, (environment, ledger, session) =>
        {
            var check = LimitCheck.Now(ledger, environment, session.Id, SessionFinder.Folder(environment));
            return Object(json => Write(json, check, session));
        }, cancellation);

    private static void Write(Utf8JsonWriter json, LimitCheck check, FoundSession session)
    {
        json.WriteString("session_id", check.Session);
        json.WriteString("session_source", session.SourceWord);
        json.WriteBoolean("within_limits", check.IsWithin);
        json.WriteString("auth_mode", check.AuthMode.Word());
        json.WriteString("auth_evidence", check.AuthEvidence);
        json.WriteStartObject("metrics");
        MetricsJson.Write(json, check.Metrics, check.AuthMode);
        json.WriteEndObject();
        LimitsJson.Write(json, check.Limits);
        Texts(json, "changed_policies", check.Changed);
        Texts(json, "policy_errors", check.Broken);
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
