using System.Globalization;

namespace Bursar.Cli.Tests.Corpus;

/// <summary>Tokens of one response, by kind.</summary>
internal readonly record struct Tokens(long Input, long Output, long CacheWrite5m, long CacheWrite1h, long CacheRead);

/// <summary>List prices in USD per million tokens that hold all through November 2026.</summary>
internal sealed record ListPrice(string Model, decimal Input, decimal Output, decimal CacheWrite5m, decimal CacheWrite1h, decimal CacheRead)
{
    public static ListPrice Opus { get; } = new("claude-opus-4-8", 5m, 25m, 6.25m, 10m, 0.5m);

    public static ListPrice Haiku { get; } = new("claude-haiku-4-5-20251001", 1m, 5m, 1.25m, 2m, 0.1m);

    public decimal Of(Tokens tokens) =>
        ((tokens.Input * Input) + (tokens.Output * Output) + (tokens.CacheWrite5m * CacheWrite5m) + (tokens.CacheWrite1h * CacheWrite1h) + (tokens.CacheRead * CacheRead)) / 1_000_000m;
}

/// <summary>An assistant line as the client writes it.</summary>
internal static class TranscriptLine
{
    public const string Torn = """{"type":"assistant","message":{"id":"msg_torn","usage":{"input_tokens":1,"outp""";

    public static string Of(string id, DateTimeOffset at, Tokens tokens, ListPrice price, string session, string? stop, string? agentId = null) => string.Create(CultureInfo.InvariantCulture,
        $$$"""
        {"parentUuid":null,"isSidechain":{{{(agentId is null ? "false" : "true")}}},{{{(agentId is null ? "" : $"\"agentId\":\"{agentId}\",\"attributionAgent\":\"scout\",")}}}"message":{"id":"{{{id}}}","type":"message","role":"assistant","model":"{{{price.Model}}}","content":[{"type":"text","text":"A leaf fell."}],"stop_reason":{{{(stop is null ? "null" : $"\"{stop}\"")}}},"usage":{"input_tokens":{{{tokens.Input}}},"cache_creation_input_tokens":{{{tokens.CacheWrite5m + tokens.CacheWrite1h}}},"cache_read_input_tokens":{{{tokens.CacheRead}}},"output_tokens":{{{tokens.Output}}},"cache_creation":{"ephemeral_1h_input_tokens":{{{tokens.CacheWrite1h}}},"ephemeral_5m_input_tokens":{{{tokens.CacheWrite5m}}}},"service_tier":"standard","speed":"standard"}},"requestId":"req_{{{id}}}","type":"assistant","uuid":"{{{id}}}-{{{stop}}}","timestamp":"{{{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}}","cwd":"/home/ada/grove","sessionId":"{{{session}}}","version":"2.1.197","gitBranch":"main"}
        """);
}
