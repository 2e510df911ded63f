using System.Text.Json;
using Bursar.Cli.Rendering;
using Bursar.Guard.Phases;
using Bursar.Ledger.Phases;
using Bursar.Ledger.Reports;
using ModelContextProtocol.Protocol;

namespace Bursar.Cli.Mcp.Tools;

internal sealed class PhaseReportTool(McpServices services) : BursarTool(
    "phase_report", "What each phase cost", readOnly: true,
    "What each phase of a session (the running one unless session_id is given) used so far, subagents included. cost_usd and total_tokens are of a phase with the phases inside it, own_cost_usd and "
    + "own_total_tokens without them; delta_usd and delta_tokens are actual minus estimate. The entry whose name is null is what belongs to no phase: own shares and that rest, and left_out where there are more than 25 phases, add up to totals. Phases that are open count up to now.",
    SessionUsageTool.SessionArgument)
{
    /// <summary>Some 1,400 bytes each: far below what the client cuts off.</summary>
    private const int MostPhases = 25;

    protected override CallToolResult Answer(ToolArguments arguments, CancellationToken cancellation) =>
        services.WithSession(arguments.Text("session_id"), arguments.CallId, (_, ledger, session) =>
        {
            var report = PhaseReport.Build(ledger, new PhaseFilter(session.Id));
            // The latest are what a workflow looks at; the sums are of all.
            var shown = report with { Phases = [.. report.Phases.Skip(Math.Max(0, report.Phases.Count - MostPhases))] };
            return Object(json =>
            {
                json.WriteString("session_id", session.Id);
                json.WriteString("session_source", session.SourceWord);
                PhasesJson.Write(json, shown);
                WriteLeftOut(json, [.. report.Phases.Take(report.Phases.Count - shown.Phases.Count)]);
            });
        }, cancellation);

    /// <summary>What earlier phases used, so that own shares, rest and this add up to the totals.</summary>
    private static void WriteLeftOut(Utf8JsonWriter json, IReadOnlyList<PhaseRow> phases)
    {
        var own = new UsageSums();
        foreach (var phase in phases)
        {
            own.Add(phase.Own);
        }

        json.WriteStartObject("left_out");
        json.WriteNumber("phases", phases.Count);
        json.WriteNumber("own_cost_usd", JsonOutput.Dollars(own.Cost));
        json.WriteNumber("own_total_tokens", own.Total);
        json.WriteEndObject();
    }
}
