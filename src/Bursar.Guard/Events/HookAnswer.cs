using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bursar.Guard;

/// <summary>What a hook tells the client.</summary>
public enum Verdict
{
    /// <summary>Nothing stands against it.</summary>
    Allow,

    /// <summary>What the event announces shall not happen, the rest may go on.</summary>
    Deny,

    /// <summary>Nothing more shall happen: no tool, no model call.</summary>
    Stop,
}

/// <summary>The answer to one event.</summary>
/// <param name="Reason">One plain sentence for the user, and for the model where the client shows it to it.</param>
/// <param name="Message">What else the user shall read: warnings, advice, failures.</param>
public sealed record HookAnswer(Verdict Verdict, string? Reason = null, string? Message = null)
{
    /// <summary>The client cuts what is longer.</summary>
    private const int MaxText = 9_000;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static HookAnswer Nothing { get; } = new(Verdict.Allow);

    /// <summary>The one JSON object for standard output; empty when there is nothing to say.</summary>
    /// <param name="hookEvent">The event answers differ by.</param>
    public byte[] ToJson(string? hookEvent)
    {
        if (Verdict == Verdict.Allow && Message is null)
        {
            return [];
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            if (Verdict != Verdict.Allow)
            {
                WriteVerdict(json, hookEvent);
            }

            if (Message is not null)
            {
                json.WriteString("systemMessage", Cut(Message));
            }

            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>
    /// In PreToolUse a denial keeps the tool from running, and the stop follows in PostToolBatch, which comes after denied
    /// tools too: <c>continue:false</c> beside a denial is ignored, and alone it lets the tool run.
    /// </summary>
    private void WriteVerdict(Utf8JsonWriter json, string? hookEvent)
    {
        var reason = Cut(Reason ?? "");
        switch (hookEvent)
        {
            case "PreToolUse":
                json.WriteStartObject("hookSpecificOutput");
                json.WriteString("hookEventName", hookEvent);
                json.WriteString("permissionDecision", "deny");
                json.WriteString("permissionDecisionReason", reason);
                json.WriteEndObject();
                break;
            case "UserPromptSubmit":
                json.WriteString("decision", "block");
                json.WriteString("reason", reason);
                break;
            default:
                json.WriteBoolean("continue", false);
                json.WriteString("stopReason", reason);
                break;
        }
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + "…";
}
