namespace Bursar.Bench.Books;

/// <summary>What one API response was billed for, in tokens.</summary>
internal readonly record struct Usage(long Input, long Output, long CacheWrite5m, long CacheWrite1h, long CacheRead, long WebSearches)
{
    public long CacheWrite => CacheWrite5m + CacheWrite1h;
}

/// <summary>One API response as it must be counted: once, with its last snapshot.</summary>
internal sealed record Response(string Model, string Day, string SessionId, Usage Usage, bool MainThread, bool Settled);
