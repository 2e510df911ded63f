using System.Globalization;
using Bursar.Testing;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>A session's transcript, written by a test where the client would keep it.</summary>
internal sealed class SessionOnDisk
{
    private readonly string _path;
    private int _responses;

    public SessionOnDisk(GuardScenario scenario, int number)
    {
        Id = $"00000000-0000-4000-8000-{number:x12}";
        _path = Path.Combine(scenario.Home.Transcripts, "-project", Id + ".jsonl");
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
    }

    public string Id { get; }

    public long Output { get; private set; }

    public int Responses => _responses;

    /// <summary>Adds a response that calls one tool, and returns the call's id.</summary>
    public string Add(long output, DateTimeOffset? at = null)
    {
        var id = $"{Id[^4..]}{_responses++:x6}";
        var call = $"toolu_{id}";
        Output += output;
        var line = Line.Assistant($"msg_{id}").Session(Id).Input(10).Output(output).Stop("tool_use")
            .Content(new System.Text.Json.Nodes.JsonObject { ["type"] = "tool_use", ["id"] = call, ["name"] = "Bash" });
        if (at is { } instant)
        {
            line.At(instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }

        File.AppendAllText(_path, line + "\n");
        return call;
    }
}
