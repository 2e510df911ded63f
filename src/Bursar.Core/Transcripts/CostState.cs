using System.Globalization;
using Bursar.Pricing;

namespace Bursar.Transcripts;

/// <summary>What the client says that one model used, or all of them.</summary>
/// <param name="Model">The model's id; null for the total, which has no tokens.</param>
/// <param name="CacheWrite">Of both lifetimes: the client does not split them.</param>
/// <param name="Cost">Picodollars by the client's own prices.</param>
public sealed record ReportedUsage(string? Model, long Input, long Output, long CacheRead, long CacheWrite, long WebSearches, long Cost);

/// <summary>
/// The client's own totals of a session at its exit, as a <c>cost-state</c> line holds them: cumulative, background calls and
/// subagents included, without a time. The last line of a transcript counts.
/// </summary>
/// <param name="Line">Its number in the transcript.</param>
public sealed record CostState(string Session, long Line, long Cost, IReadOnlyList<ReportedUsage> Models)
{
    /// <summary>How far into a line its type is looked for: the client writes it first.</summary>
    private const int Head = 100;

    private const decimal MaxDollars = 1_000_000;

    /// <summary>More than a million dollars buy.</summary>
    private const long MaxTokens = 100_000_000_000_000;

    /// <summary>A search of a few bytes: text cannot imitate the type, its quotes are escaped. No line of a conversation is one.</summary>
    internal static bool MayBe(ReadOnlySpan<byte> json) => !json.StartsWith("{\"parentUuid\""u8) && json[..Math.Min(json.Length, Head)].IndexOf("\"cost-state\""u8) >= 0;

    /// <summary>Null when the line is none, or holds figures that cannot be.</summary>
    internal static CostState? Parse(ReadOnlySpan<byte> json, string session, long number)
    {
        var cursor = new JsonCursor(json);
        var isOne = false;
        decimal? cost = null;
        var models = new List<ReportedUsage>();
        var sound = cursor.TryEnter((byte)'{');
        while (sound && cursor.NextKey(out var key))
        {
            if (key.Is("type"u8))
            {
                isOne = cursor.ReadText().Is("cost-state"u8);
            }
            else if (key.Is("sessionId"u8))
            {
                session = cursor.ReadText() is { IsEmpty: false } id ? id.Decode() : session;
            }
            else if (key.Is("totalCostUSD"u8))
            {
                cost = ReadDollars(ref cursor);
            }
            else if (key.Is("modelUsage"u8))
            {
                sound = ReadModels(ref cursor, models);
            }
            else
            {
                cursor.Skip();
            }
        }

        return sound && !cursor.Failed && isOne && cost is { } dollars ? new CostState(session, number, Pico(dollars), models) : null;
    }

    /// <summary>An amount that a client can have spent; null for anything else.</summary>
    internal static decimal? ReadDollars(scoped ref JsonCursor cursor)
    {
        if (cursor.Peek() is (byte)'"' or (byte)'{' or (byte)'[')
        {
            cursor.Skip();
            return null;
        }

        return decimal.TryParse(cursor.ReadBare(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var dollars) && dollars <= MaxDollars ? dollars : null;
    }

    internal static long Pico(decimal dollars) => (long)Math.Round(dollars * Money.PerDollar);

    private static bool ReadModels(scoped ref JsonCursor cursor, List<ReportedUsage> models)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.Skip();
            return true;
        }

        var sound = true;
        while (cursor.NextKey(out var model))
        {
            sound &= ReadModel(ref cursor, model.Decode(), models);
        }

        return sound;
    }

    private static bool ReadModel(scoped ref JsonCursor cursor, string model, List<ReportedUsage> models)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            return false;
        }

        var (sound, cost) = (true, (decimal?)0);
        long input = 0, output = 0, read = 0, write = 0, searches = 0;
        while (cursor.NextKey(out var key))
        {
            if (key.Is("inputTokens"u8))
            {
                sound &= cursor.TryReadCount(MaxTokens, out input);
            }
            else if (key.Is("outputTokens"u8))
            {
                sound &= cursor.TryReadCount(MaxTokens, out output);
            }
            else if (key.Is("cacheReadInputTokens"u8))
            {
                sound &= cursor.TryReadCount(MaxTokens, out read);
            }
            else if (key.Is("cacheCreationInputTokens"u8))
            {
                sound &= cursor.TryReadCount(MaxTokens, out write);
            }
            else if (key.Is("webSearchRequests"u8))
            {
                sound &= cursor.TryReadCount(MaxTokens, out searches);
            }
            else if (key.Is("costUSD"u8))
            {
                cost = ReadDollars(ref cursor);
            }
            else
            {
                cursor.Skip();
            }
        }

        models.Add(new ReportedUsage(model, input, output, read, write, searches, Pico(cost ?? 0)));
        return sound && cost is not null;
    }
}
