using System.Text.Json;

namespace Bursar.Bench.Books;

/// <summary>The known totals of a corpus, and what it is made of; written as <c>expected.json</c>.</summary>
internal sealed class Tally
{
    private readonly Sums _totals = new();
    private readonly SortedDictionary<string, Sums> _models = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Sums> _days = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Sums> _sessions = new(StringComparer.Ordinal);
    private long _unsettled;

    public long Files { get; private set; }

    public long Bytes { get; private set; }

    public long Lines { get; private set; }

    public long AssistantLines { get; private set; }

    public long Messages => _totals.Messages;

    public void AddFile(long bytes, long lines, long assistantLines)
    {
        Files++;
        Bytes += bytes;
        Lines += lines;
        AssistantLines += assistantLines;
    }

    public void Add(Response response)
    {
        _totals.Add(response);
        Group(_models, response.Model).Add(response);
        Group(_days, response.Day).Add(response);
        Group(_sessions, response.SessionId).Add(response);
        _unsettled += response.Settled ? 0 : 1;
    }

    public byte[] ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("files", Files);
            json.WriteNumber("bytes", Bytes);
            json.WriteNumber("lines", Lines);
            json.WriteNumber("assistantLines", AssistantLines);
            json.WriteNumber("messagesWithoutFinalSnapshot", _unsettled);
            json.WritePropertyName("totals");
            _totals.Write(json);
            WriteGroups(json, "models", _models);
            WriteGroups(json, "days", _days);
            WriteGroups(json, "sessions", _sessions);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static Sums Group(SortedDictionary<string, Sums> groups, string key) =>
        groups.TryGetValue(key, out Sums? sums) ? sums : groups[key] = new Sums();

    private static void WriteGroups(Utf8JsonWriter json, string name, SortedDictionary<string, Sums> groups)
    {
        json.WriteStartObject(name);
        foreach ((string key, Sums sums) in groups)
        {
            json.WritePropertyName(key);
            sums.Write(json);
        }

        json.WriteEndObject();
    }
}
