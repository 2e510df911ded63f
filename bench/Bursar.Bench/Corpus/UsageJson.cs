using Bursar.Bench.Books;

namespace Bursar.Bench.Corpus;

/// <summary>The API's usage object. The output is given apart: a snapshot taken early shows a placeholder.</summary>
internal static class UsageJson
{
    public static void Write(Utf8Text text, Usage usage, long output)
    {
        text.Add($$"""
            {"input_tokens":{{usage.Input}},"cache_creation_input_tokens":{{usage.CacheWrite}},"cache_read_input_tokens":{{usage.CacheRead}},"output_tokens":{{output}},
            """);
        text.Add($$"""
            "server_tool_use":{"web_search_requests":{{usage.WebSearches}},"web_fetch_requests":0},"service_tier":"standard","cache_creation":{"ephemeral_1h_input_tokens":{{usage.CacheWrite1h}},"ephemeral_5m_input_tokens":{{usage.CacheWrite5m}}},
            """);
        text.Add("\"inference_geo\":\"\",\"iterations\":[],\"speed\":\"standard\"}");
    }
}
