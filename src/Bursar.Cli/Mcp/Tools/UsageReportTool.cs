using System.Text.Json;
using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Ledger.Reports;
using ModelContextProtocol.Protocol;

namespace Bursar.Cli.Mcp.Tools;

internal sealed class UsageReportTool(McpServices services) : BursarTool(
    "usage_report", "Usage by any dimensions", readOnly: true,
    "What was spent on what, over all sessions on this machine: rows grouped by one or more dimensions with tokens and cost (totalCost in US dollars at list price). "
    + "Rows of time come in order, others by falling cost. When there are more rows than limit, the others stand summed in rest, so rows and rest always add up to totals.",
    Properties, ["by"])
{
    private const int DefaultRows = 30;
    private const int MostRows = 100;

    private const string Properties = """
        "by":{"type":"string","description":"Dimensions separated by commas, such as project,model. Each one of: hour, day, week, month, project, session, model, agent, skill, plugin, mcp, branch, action, tool."},
        "since":{"type":"string","description":"First day to count, YYYY-MM-DD, in this machine's time zone."},
        "until":{"type":"string","description":"Last day to count, included, YYYY-MM-DD."},
        "project":{"type":"string","description":"Only this project: path, folder name or a part of it."},
        "model":{"type":"string","description":"Only this model: id or a part of it."},
        "session_id":{"type":"string","description":"Only this session: id or a part of it."},
        "limit":{"type":"integer","minimum":1,"maximum":100,"description":"Most rows to give (default 30)."}
        """;

    protected override CallToolResult Answer(ToolArguments arguments, CancellationToken cancellation)
    {
        var by = ReportCommand.ParseDimensions("by", arguments.Required("by"));
        var (since, until) = (arguments.Day("since"), arguments.Day("until"));
        if (since > until)
        {
            throw UserError.BadInput($"usage_report: since {since:yyyy-MM-dd} is after until {until:yyyy-MM-dd}.");
        }

        var most = arguments.Count("limit") ?? DefaultRows;
        if (most > MostRows)
        {
            throw UserError.BadInput($"usage_report: limit is {most}; expected at most {MostRows}.");
        }

        var filter = new ReportFilter(since, until, arguments.Text("project"), arguments.Text("model"), arguments.Text("session_id"));
        return services.WithAll(arguments.CallId, (context, _, ledger) =>
        {
            var report = ReportBuilder.Build(ledger, by, filter, context.Time());
            return Object(json => Write(json, report, (int)most));
        }, cancellation);
    }

    private static void Write(Utf8JsonWriter json, Report report, int most)
    {
        // Of times the latest matter most, of everything else the dearest.
        var isTime = report.By[0].IsTime();
        var shown = isTime ? report.Rows.Skip(Math.Max(0, report.Rows.Count - most)).ToList() : [.. report.Rows.Take(most)];
        json.WriteStartArray("rows");
        foreach (var row in shown)
        {
            json.WriteStartObject();
            for (var i = 0; i < report.By.Count; i++)
            {
                json.WriteString(report.By[i].Name(), row.Values[i]);
            }

            Counters(json, row.Sums);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (report.Rows.Count > shown.Count)
        {
            var rest = new UsageSums();
            foreach (var row in isTime ? report.Rows.Take(report.Rows.Count - most) : report.Rows.Skip(most))
            {
                rest.Add(row.Sums);
            }

            json.WriteStartObject("rest");
            json.WriteNumber("rows", report.Rows.Count - shown.Count);
            Counters(json, rest);
            json.WriteEndObject();
        }

        JsonOutput.Totals(json, report);
    }

    /// <summary>Of each row the figures that an agent asks for.</summary>
    private static void Counters(Utf8JsonWriter json, UsageSums sums)
    {
        json.WriteNumber("inputTokens", sums.Input);
        json.WriteNumber("outputTokens", sums.Output);
        json.WriteNumber("cacheCreationTokens", sums.CacheWrite);
        json.WriteNumber("cacheReadTokens", sums.CacheRead);
        json.WriteNumber("totalTokens", sums.Total);
        json.WriteNumber("totalCost", JsonOutput.Dollars(sums.Cost));
        json.WriteNumber("messages", sums.Messages);
        // Said only where it is so: most rows have nothing to doubt.
        if (sums.IsFloor)
        {
            json.WriteBoolean("isFloor", true);
        }

        if (sums.HasUnpriced)
        {
            json.WriteNumber("unpricedTokens", sums.UnpricedTokens);
        }
    }
}
