namespace Bursar.Transcripts;

/// <summary>Reads the <c>usage</c> object of a message and the iterations inside it.</summary>
internal static class UsageParser
{
    /// <summary>Reads <c>message.usage</c>; false when it is null or no object.</summary>
    public static bool Read(scoped ref JsonCursor cursor, ref AssistantLine line)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.Skip();
            return false;
        }

        // A key given twice counts as its last value, as in any JSON reader.
        line.Usage = default;
        (line.Extra, line.ServedBy) = (null, null);
        long cacheCreation = 0;
        var iterations = default(Iterations);
        while (cursor.NextKey(out var key))
        {
            if (key.Is("service_tier"u8))
            {
                line.ServiceTier = cursor.ReadText();
            }
            else if (key.Is("speed"u8))
            {
                line.Speed = cursor.ReadText();
            }
            else if (key.Is("inference_geo"u8))
            {
                line.InferenceGeo = cursor.ReadText();
            }
            else if (key.Is("iterations"u8))
            {
                iterations = default;
                ReadIterations(ref cursor, ref iterations);
            }
            else if (!TryReadCounter(ref cursor, key, ref line.Usage, ref cacheCreation, ref line.BadNumber))
            {
                cursor.Skip();
            }
        }

        line.Usage.CompleteSplit(cacheCreation);
        iterations.Settle(ref line);
        return true;
    }

    private static bool TryReadCounter(scoped ref JsonCursor cursor, JsonText key, ref Usage usage, ref long cacheCreation, ref bool bad)
    {
        if (key.Is("input_tokens"u8))
        {
            bad |= !cursor.TryReadCount(Usage.MaxCount, out usage.Input);
        }
        else if (key.Is("output_tokens"u8))
        {
            bad |= !cursor.TryReadCount(Usage.MaxCount, out usage.Output);
        }
        else if (key.Is("cache_read_input_tokens"u8))
        {
            bad |= !cursor.TryReadCount(Usage.MaxCount, out usage.CacheRead);
        }
        else if (key.Is("cache_creation_input_tokens"u8))
        {
            bad |= !cursor.TryReadCount(Usage.MaxCount, out cacheCreation);
        }
        else if (key.Is("cache_creation"u8))
        {
            ReadCounters(ref cursor, Usage.MaxCount, "ephemeral_5m_input_tokens"u8, ref usage.CacheWrite5m, "ephemeral_1h_input_tokens"u8, ref usage.CacheWrite1h, ref bad);
        }
        else if (key.Is("server_tool_use"u8))
        {
            long fetches = 0;
            ReadCounters(ref cursor, Usage.MaxSearches, "web_search_requests"u8, ref usage.WebSearches, "web_fetch_requests"u8, ref fetches, ref bad);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static void ReadCounters(scoped ref JsonCursor cursor, long max, ReadOnlySpan<byte> firstName, ref long first, ReadOnlySpan<byte> secondName, ref long second, ref bool bad)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.Skip();
            return;
        }

        while (cursor.NextKey(out var key))
        {
            if (key.Is(firstName))
            {
                bad |= !cursor.TryReadCount(max, out first);
            }
            else if (key.Is(secondName))
            {
                bad |= !cursor.TryReadCount(max, out second);
            }
            else
            {
                cursor.Skip();
            }
        }
    }

    private static void ReadIterations(scoped ref JsonCursor cursor, ref Iterations iterations)
    {
        if (!cursor.TryEnter((byte)'['))
        {
            cursor.Skip();
            return;
        }

        while (cursor.NextElement())
        {
            ReadIteration(ref cursor, ref iterations);
        }
    }

    private static void ReadIteration(scoped ref JsonCursor cursor, ref Iterations iterations)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.Skip();
            return;
        }

        var usage = default(Usage);
        long cacheCreation = 0;
        var bad = false;
        JsonText type = default, model = default;
        while (cursor.NextKey(out var key))
        {
            if (key.Is("type"u8))
            {
                type = cursor.ReadText();
            }
            else if (key.Is("model"u8))
            {
                model = cursor.ReadText();
            }
            else if (!TryReadCounter(ref cursor, key, ref usage, ref cacheCreation, ref bad))
            {
                cursor.Skip();
            }
        }

        usage.CompleteSplit(cacheCreation);
        iterations.Add(type, model, usage, bad);
    }
}
