using System.Text.Json;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Auditing;
using Bursar.Transcripts;

namespace Bursar.Cli.Explaining;

/// <summary>The JSON of <c>bursar audit</c>.</summary>
internal static class AuditJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<SessionAudit> audits, int silent)
    {
        json.WriteStartArray("sessions");
        foreach (var audit in audits)
        {
            json.WriteStartObject();
            Session(json, audit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var told = audits.Where(audit => audit.Reported is not null).ToList();
        json.WriteStartObject("totals");
        json.WriteNumber("sessions", told.Count);
        json.WriteNumber("sessions_not_reported", silent);
        json.WriteNumber("transcript_usd", Sum(told, audit => audit.Transcript));
        json.WriteNumber("reported_usd", Sum(told, audit => audit.Reported!.Cost));
        json.WriteNumber("gap_usd", Sum(told, audit => audit.Gap!.Value));
        json.WriteNumber("explained_usd", Sum(told, audit => audit.Explained));
        json.WriteNumber("rest_usd", Sum(told, audit => audit.Rest!.Value));
        json.WriteEndObject();
    }

    private static void Session(Utf8JsonWriter json, SessionAudit audit)
    {
        json.WriteString("session_id", audit.Session);
        json.WriteString("project", audit.Project);
        json.WriteNumber("transcript_usd", JsonOutput.Dollars(audit.Transcript));
        Dollars(json, "reported_usd", audit.Reported?.Cost);
        json.WriteString("reported_by", audit.Reported?.Source.Word());
        JsonOutput.Instant(json, "reported_at", audit.Reported?.At is { } at ? Timestamp.ToDateTimeOffset(at) : null);
        json.WriteString("file", audit.Reported?.Path);
        if (audit.Reported?.Line is { } line)
        {
            json.WriteNumber("line", line);
        }
        else
        {
            json.WriteNull("line");
        }

        Dollars(json, "gap_usd", audit.Gap);
        json.WriteStartArray("causes");
        foreach (var part in audit.Parts)
        {
            json.WriteStartObject();
            json.WriteString("cause", part.Cause.Word());
            json.WriteString("model", part.Model);
            Dollars(json, "usd", part.Amount);
            if (part.Count is { } count)
            {
                json.WriteNumber("responses", count);
            }
            else
            {
                json.WriteNull("responses");
            }

            json.WriteBoolean("inferred", part.IsInferred);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Dollars(json, "rest_usd", audit.Rest);
        json.WriteStartArray("models");
        foreach (var model in audit.Models)
        {
            json.WriteStartObject();
            json.WriteString("model", model.Model);
            json.WriteNumber("transcript_usd", JsonOutput.Dollars(model.Transcript));
            Dollars(json, "reported_usd", model.Reported);
            Dollars(json, "gap_usd", model.Reported - model.Transcript);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static decimal Sum(IEnumerable<SessionAudit> audits, Func<SessionAudit, Int128> figure) => JsonOutput.Dollars(audits.Aggregate(Int128.Zero, (sum, audit) => sum + figure(audit)));

    private static void Dollars(Utf8JsonWriter json, string name, Int128? pico)
    {
        if (pico is { } value)
        {
            json.WriteNumber(name, JsonOutput.Dollars(value));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
