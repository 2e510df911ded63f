using System.Globalization;
using System.Text;

namespace Bursar.Bench.Hook;

/// <summary>One session's transcript of any length: prompts, answers of an agent with tool calls, long tool results.</summary>
internal sealed class LongSession(string folder, string id)
{
    private static readonly string Result = new('x', 12_000);
    private long _count;

    public string Id { get; } = id;

    public long Responses => _count;

    public string Path { get; } = System.IO.Path.Combine(folder, "projects", "-work", $"{id}.jsonl");

    /// <summary>The call that the last response makes.</summary>
    public string LastCall => FormattableString.Invariant($"toolu_{Id}_{_count}");

    public void Grow(long bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        using var writer = new StreamWriter(Path, append: true, new UTF8Encoding(false), 1 << 20);
        for (long written = 0; written < bytes;)
        {
            var response = Response();
            var result = $"{{\"type\":\"user\",\"uuid\":\"u{_count}\",\"sessionId\":\"{Id}\",\"timestamp\":\"{At()}\",\"cwd\":\"/work\",\"message\":{{\"role\":\"user\",\"content\":[{{\"type\":\"tool_result\",\"tool_use_id\":\"{LastCall}\",\"content\":\"{Result}\"}}]}}}}\n";
            writer.Write(response);
            writer.Write(result);
            written += response.Length + result.Length;
        }
    }

    /// <summary>Appends one response with a tool call, as a session does before each hook.</summary>
    public void Respond() => File.AppendAllText(Path, Response());

    private string Response()
    {
        _count++;
        return $"{{\"type\":\"assistant\",\"uuid\":\"a{_count}\",\"sessionId\":\"{Id}\",\"timestamp\":\"{At()}\",\"cwd\":\"/work\",\"gitBranch\":\"main\",\"version\":\"2.1.197\",\"requestId\":\"req_{Id}_{_count}\","
            + $"\"message\":{{\"id\":\"msg_{Id}_{_count}\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-4-8\",\"content\":[{{\"type\":\"tool_use\",\"id\":\"{LastCall}\",\"name\":\"Bash\",\"input\":{{\"command\":\"ls\"}}}}],"
            + "\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":12,\"output_tokens\":80,\"cache_read_input_tokens\":20000,\"cache_creation_input_tokens\":300,\"cache_creation\":{\"ephemeral_5m_input_tokens\":300,\"ephemeral_1h_input_tokens\":0}}}}\n";
    }

    /// <summary>A response every twenty seconds: a gigabyte is some weeks of work.</summary>
    private string At() => new DateTime(2026, 9, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(20 * _count).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
