using System.Text.Json;
using Bursar.Attribution;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Actions;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.Reports;

/// <summary>The documented JSON of actions and trees.</summary>
internal static class ActionsJson
{
    public static void Write(Utf8JsonWriter json, ActionReport report, IReadOnlyList<ActionRow> rows)
    {
        json.WriteString("view", report.View == ActionView.Own ? "own" : "stamped");
        json.WriteStartArray("actions");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            JsonOutput.Instant(json, "timestamp", row.First);
            JsonOutput.Instant(json, "last_timestamp", row.Last);
            json.WriteString("session_id", row.SessionId);
            json.WriteString("action_type", ActionTypes.Name(row.Type));
            json.WriteString("action_name", row.Name);
            json.WriteString("model", row.Model);
            Counters(json, row.Sums, "estimated_cost");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("totals");
        Counters(json, report.Totals, "estimated_cost");
        json.WriteStartArray("unpriced_models");
        foreach (var model in report.Models.Where(model => model.Sums.HasUnpriced))
        {
            json.WriteStringValue(model.Model ?? ReportSheet.None);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ActionTree tree)
    {
        json.WriteString("session_id", tree.SessionId);
        json.WriteString("project", tree.Project);
        json.WriteStartObject("tree");
        Node(json, tree.Root, tree.Root);
        json.WriteEndObject();
    }

    private static void Node(Utf8JsonWriter json, ActionNode node, ActionNode root)
    {
        json.WriteString("type", TreeSheet.TypeName(node));
        json.WriteString("name", node.Name);
        json.WriteString("agent_id", node.AgentId);
        if (TreeSheet.Share(node, root) is { } share)
        {
            json.WriteNumber("share", Math.Round(share, 6));
        }
        else
        {
            json.WriteNull("share");
        }

        JsonOutput.Instant(json, "first_activity", node.First);
        JsonOutput.Instant(json, "last_activity", node.Last);
        if (node.Duration is { } duration)
        {
            json.WriteNumber("duration_seconds", (decimal)duration.Ticks / TimeSpan.TicksPerSecond);
        }
        else
        {
            json.WriteNull("duration_seconds");
        }

        json.WriteStartObject("whole");
        Counters(json, node.Whole, "cost_usd");
        json.WriteEndObject();
        json.WriteStartObject("own");
        Counters(json, node.Own, "cost_usd");
        json.WriteEndObject();
        json.WriteStartArray("children");
        foreach (var child in node.Children)
        {
            json.WriteStartObject();
            Node(json, child, root);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Counters(Utf8JsonWriter json, UsageSums sums, string cost)
    {
        json.WriteNumber("input_tokens", sums.Input);
        json.WriteNumber("output_tokens", sums.Output);
        json.WriteNumber("cache_creation_input_tokens", sums.CacheWrite);
        json.WriteNumber("cache_creation_5m_tokens", sums.CacheWrite5m);
        json.WriteNumber("cache_creation_1h_tokens", sums.CacheWrite1h);
        json.WriteNumber("cache_read_input_tokens", sums.CacheRead);
        json.WriteNumber(cost, JsonOutput.Dollars(sums.Cost));
        json.WriteNumber("messages", sums.Messages);
        json.WriteBoolean("is_floor", sums.IsFloor);
        json.WriteNumber("unpriced_tokens", sums.UnpricedTokens);
    }
}
