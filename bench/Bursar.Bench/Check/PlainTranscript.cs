using System.Text.Json;
using Bursar.Bench.Books;

namespace Bursar.Bench.Check;

/// <summary>One file's assistant lines, each still on its own, and when the file says it began.</summary>
internal sealed record PlainTranscript(string Begun, long Bytes, long Lines, long AssistantLines, List<(string Id, Response Snapshot)> Snapshots)
{
    public static PlainTranscript Read(string path)
    {
        string? begun = null;
        long lines = 0, assistantLines = 0;
        var snapshots = new List<(string, Response)>();
        foreach (string line in File.ReadLines(path))
        {
            lines++;
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            begun ??= root.TryGetProperty("timestamp", out JsonElement time) ? time.GetString() : null;
            if (root.GetProperty("type").GetString() != "assistant")
            {
                continue;
            }

            assistantLines++;
            JsonElement message = root.GetProperty("message");
            if (message.GetProperty("model").GetString() != "<synthetic>")
            {
                snapshots.Add((message.GetProperty("id").GetString()!, Snapshot(root, message)));
            }
        }

        return new PlainTranscript(begun!, new FileInfo(path).Length, lines, assistantLines, snapshots);
    }

    private static Response Snapshot(JsonElement root, JsonElement message)
    {
        JsonElement usage = message.GetProperty("usage");
        JsonElement written = usage.GetProperty("cache_creation");
        return new Response(
            message.GetProperty("model").GetString()!,
            root.GetProperty("timestamp").GetString()![..10],
            root.GetProperty("sessionId").GetString()!,
            new Usage(
                usage.GetProperty("input_tokens").GetInt64(),
                usage.GetProperty("output_tokens").GetInt64(),
                written.GetProperty("ephemeral_5m_input_tokens").GetInt64(),
                written.GetProperty("ephemeral_1h_input_tokens").GetInt64(),
                usage.GetProperty("cache_read_input_tokens").GetInt64(),
                usage.GetProperty("server_tool_use").GetProperty("web_search_requests").GetInt64()),
            MainThread: !root.GetProperty("isSidechain").GetBoolean(),
            Settled: message.GetProperty("stop_reason").ValueKind == JsonValueKind.String);
    }
}
