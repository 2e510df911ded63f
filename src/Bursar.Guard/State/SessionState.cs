using System.Text.Json;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Reports;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>Where a session stands after an event, for other programs: <c>sessions/&lt;id&gt;.json</c>.</summary>
/// <param name="At">Microseconds of UTC.</param>
internal sealed record SessionState(GuardedSession Guarded, SessionUsage? Usage, Situation Situation, long At)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        UsageJson.Write(json, Usage ?? SessionUsage.Empty(Guarded.Session));
        WriteMetrics(json);
        json.WriteString("auth_mode", Guarded.AuthMode.Word());
        json.WriteString("auth_evidence", Guarded.Evidence);
        LimitsJson.Write(json, Situation.Limits);
        json.WriteString("updated_at", UsageJson.Instant(Transcripts.Timestamp.ToDateTimeOffset(At)));
        json.WriteEndObject();
    }

    private void WriteMetrics(Utf8JsonWriter json)
    {
        json.WriteStartObject("metrics");
        MetricsJson.Write(json, Situation.Session, Guarded.AuthMode);
        json.WriteEndObject();
    }
}
