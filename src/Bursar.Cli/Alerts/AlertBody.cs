using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Alerting;
using Bursar.Transcripts;

namespace Bursar.Cli.Alerts;

/// <summary>An alert in the form that its channel reads.</summary>
internal static class AlertBody
{
    /// <summary>Discord refuses more characters.</summary>
    private const int MaxDiscord = 2000;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string KeyOf(SpooledAlert alert) => string.Create(CultureInfo.InvariantCulture, $"bursar-{alert.At}-{alert.Id}");

    public static byte[] Of(SpooledAlert alert, ChannelKind kind)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            switch (kind)
            {
                case ChannelKind.Slack:
                    json.WriteString("text", $"*{Slack(alert.Title)}*\n{Slack(alert.Body)}");
                    break;
                case ChannelKind.Discord:
                    var content = $"**{alert.Title}**\n{alert.Body}";
                    json.WriteString("content", content.Length <= MaxDiscord ? content : content[..(MaxDiscord - 1)] + "…");

                    // A name with @everyone in it shall wake nobody.
                    json.WriteStartObject("allowed_mentions");
                    json.WriteStartArray("parse");
                    json.WriteEndArray();
                    json.WriteEndObject();
                    break;
                default:
                    json.WriteString("id", KeyOf(alert));
                    JsonOutput.Instant(json, "at", Timestamp.ToDateTimeOffset(alert.At));
                    json.WriteString("what", alert.What);
                    json.WriteString("title", alert.Title);
                    json.WriteString("text", alert.Body);
                    break;
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string Slack(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
