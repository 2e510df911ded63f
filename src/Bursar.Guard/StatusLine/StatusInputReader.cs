using System.Globalization;
using System.Text.Json;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Guard.StatusLine;

/// <summary>Reads the input of a status line; nothing in it makes this throw.</summary>
public static class StatusInputReader
{
    private const int MaxDepth = 1000;

    /// <summary>No process costs so much, and no context or plan is used up so many times over: such figures are damage.</summary>
    private const decimal MaxDollars = 1_000_000;

    private const decimal MaxPercent = 1_000;

    /// <summary>A century in milliseconds.</summary>
    private const decimal MaxMilliseconds = 3_155_760_000_000;

    public static StatusInput Read(ReadOnlyMemory<byte> json)
    {
        var fields = new Fields();
        json = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return fields.ToInput("it is no JSON object");
            }

            Object(ref reader, "", fields);
            return fields.ToInput(reader.Read() ? "there is more behind the object" : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The message of JsonException may quote the input, which is not ours to repeat.
            return fields.ToInput("it is no whole JSON object in UTF-8");
        }
    }

    /// <summary>Takes the fields of an object in; their names go by the path from the root.</summary>
    private static void Object(ref Utf8JsonReader reader, string path, Fields fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name(ref reader);
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when name is "model" or "workspace" or "cost" or "context_window" or "current_usage" or "rate_limits" or "five_hour" or "seven_day":
                    Object(ref reader, path + name + ".", fields);
                    break;
                case JsonTokenType.String:
                    fields.Texts[path + name] = Text(ref reader);
                    break;
                case JsonTokenType.Number when reader.TryGetDecimal(out var number):
                    fields.Numbers[path + name] = number;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static string Name(ref Utf8JsonReader reader) => Text(ref reader) ?? "";

    /// <summary>Null for half of a surrogate pair, or bytes that are no UTF-8.</summary>
    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private sealed class Fields
    {
        public Dictionary<string, string?> Texts { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, decimal> Numbers { get; } = new(StringComparer.Ordinal);

        public StatusInput ToInput(string? fault) => new()
        {
            SessionId = Short("session_id"),
            TranscriptPath = Some("transcript_path"),
            Cwd = Some("workspace.current_dir") ?? Some("cwd"),
            ProjectDir = Some("workspace.project_dir"),
            ModelId = Short("model.id"),
            ModelName = Some("model.display_name") ?? Some("model"),
            Version = Short("version"),
            TotalCost = Number("cost.total_cost_usd", MaxDollars) is { } dollars ? (long)Math.Round(dollars * Money.PerDollar) : null,
            Duration = (long?)Number("cost.total_duration_ms", MaxMilliseconds),
            ApiDuration = (long?)Number("cost.total_api_duration_ms", MaxMilliseconds),
            ContextUsed = Thousandths(Number("context_window.used_percentage", MaxPercent) ?? OfWindow()),
            FiveHour = Plan("rate_limits.five_hour"),
            SevenDay = Plan("rate_limits.seven_day"),
            Fault = fault,
        };

        private string? Some(string name) => Texts.GetValueOrDefault(name) is { Length: > 0 } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;

        /// <summary>An id, a name or a version is never so long; what is must be something else.</summary>
        private string? Short(string name) => Some(name) is { Length: <= 200 } text && !text.Any(char.IsControl) ? text : null;

        private decimal? Number(string name, decimal max) => Numbers.TryGetValue(name, out var number) && number >= 0 && number <= max ? number : null;

        private static long? Thousandths(decimal? percent) => percent is { } share ? (long)Math.Round(share * 1000) : null;

        /// <summary>What the latest request held, as a percentage of the window; its answer is not part of it.</summary>
        private decimal? OfWindow()
        {
            const string Usage = "context_window.current_usage";
            const decimal MaxTokens = 1_000_000_000;
            decimal?[] parts = [Number(Usage, MaxTokens), .. new[] { "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens" }.Select(name => Number($"{Usage}.{name}", MaxTokens))];
            return Number("context_window.context_window_size", MaxTokens) is { } size and >= 1 && Array.Exists(parts, part => part is not null) && parts.Sum() / size * 100 is { } percent and <= MaxPercent ? percent : null;
        }

        private PlanUse? Plan(string name) => Number(name + ".used_percentage", MaxPercent) is { } percent ? new PlanUse((long)Math.Round(percent * 1000), Instant(name + ".resets_at")) : null;

        /// <summary>Seconds since 1970, or a date.</summary>
        private long? Instant(string name)
        {
            const decimal Year2000 = 946_684_800;
            const decimal Year2100 = 4_102_444_800;
            return Number(name, Year2100) is { } seconds and >= Year2000 ? (long)(seconds * Timestamp.PerSecond)
                : DateTimeOffset.TryParse(Some(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is >= 2000 and < 2100 ? Timestamp.Of(at)
                : null;
        }
    }
}
