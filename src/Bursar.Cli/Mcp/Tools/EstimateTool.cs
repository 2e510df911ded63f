using Bursar.Guard.Phases;
using Bursar.Ledger.Phases;
using ModelContextProtocol.Protocol;

namespace Bursar.Cli.Mcp.Tools;

internal sealed class EstimateTool(McpServices services) : BursarTool(
    "estimate", "What a phase is likely to cost", readOnly: true,
    "What a phase of this name is likely to cost, from the phases of that name that have ended: median, geometric mean, and from five on an interval that holds the next one in four of five cases. "
    + "With an estimate of your own it also gives that estimate corrected by what earlier estimates were worth (suggestions: suggested, multiplier, interval, and on which history it is based).",
    Properties, ["name"])
{
    private const string Properties = """
        "name":{"type":"string","description":"The phase's name, as given to phase_start."},
        "estimate_usd":{"type":"number","exclusiveMinimum":0,"description":"Your own estimate in US dollars, to be corrected."},
        "estimate_tokens":{"type":"integer","minimum":1,"description":"Your own estimate in tokens of all kinds, to be corrected."}
        """;

    protected override CallToolResult Answer(ToolArguments arguments, CancellationToken cancellation)
    {
        var name = arguments.Required("name");
        var estimate = PhaseEstimate.Of(arguments.Dollars("estimate_usd"), arguments.Count("estimate_tokens"), "estimate_usd", "estimate_tokens");
        return services.WithAll(arguments.CallId, (_, _, ledger) =>
        {
            var history = PhaseHistory.Read(ledger);
            return Object(json =>
            {
                EstimatesJson.Write(json, history.Expect(name));
                json.WriteStartObject("suggestions");
                EstimatesJson.Write(json, name, PhaseHistory.Suggest(history, name, estimate));
                json.WriteEndObject();
            });
        }, cancellation);
    }
}
