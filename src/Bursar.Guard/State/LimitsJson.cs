using System.Text.Json;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>Every limit against what was used, as JSON.</summary>
public static class LimitsJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<LimitStatus> limits)
    {
        json.WriteStartArray("limits");
        foreach (var limit in limits)
        {
            json.WriteStartObject();
            Write(json, limit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The members of one limit: dollars for spend, whole numbers for everything else.</summary>
    public static void Write(Utf8JsonWriter json, LimitStatus limit)
    {
        var kind = limit.Limit.Kind;
        json.WriteString("name", limit.Name);
        json.WriteNumber("used", Amount.Number(kind, limit.Used));
        json.WriteNumber("value", Amount.Number(kind, limit.Value));
        json.WriteNumber("remaining", Amount.Number(kind, limit.Remaining));
        json.WriteString("enforcement", limit.Limit.Enforcement.Word());
        json.WriteBoolean("advisory", limit.Advisory is not null);
        json.WriteBoolean("breached", limit.IsBreached);
        json.WriteString("kind", kind.Key());
        json.WriteString("budget", limit.Budget.Name);
        json.WriteString("period", limit.Budget.Period.Word());
        json.WriteString("file", limit.File.Path);
        json.WriteNumber("allowed", Amount.Number(kind, limit.Allowed));
        json.WriteString("advisory_reason", limit.Advisory);
        json.WriteString("basis", kind == LimitKind.Spend ? limit.File.Basis.Word() : null);
        json.WriteString("usage_source", limit.IsReported ? "reported" : "transcript");
    }
}
