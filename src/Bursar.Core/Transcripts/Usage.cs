namespace Bursar.Transcripts;

/// <summary>The token counters of one model pass, as the Messages API reports them.</summary>
public struct Usage
{
    /// <summary>No response comes near a billion tokens; a larger figure is damage, and would overflow money.</summary>
    public const long MaxCount = 1_000_000_000;

    /// <summary>A search costs as much as thousands of tokens, so far fewer overflow money; no response makes a million.</summary>
    public const long MaxSearches = 1_000_000;

    /// <summary>Tokens of the prompt that were neither read from nor written to the cache.</summary>
    public long Input;

    public long Output;

    /// <summary>Tokens written to the five-minute cache, and those whose lifetime the line does not tell.</summary>
    public long CacheWrite5m;

    /// <summary>Tokens written to the one-hour cache.</summary>
    public long CacheWrite1h;

    public long CacheRead;

    public long WebSearches;

    /// <summary>The size of the prompt, which decides the price tier.</summary>
    public readonly long Prompt => Input + CacheWrite5m + CacheWrite1h + CacheRead;

    /// <summary>Applies <c>cache_creation_input_tokens</c>: what the split by lifetime does not cover counts as five-minute.</summary>
    internal void CompleteSplit(long cacheCreation)
    {
        var missing = cacheCreation - CacheWrite5m - CacheWrite1h;
        if (missing > 0)
        {
            CacheWrite5m += missing;
        }
    }
}
