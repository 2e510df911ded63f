using System.Globalization;
using System.Text.Json.Nodes;
using Bursar.Cli.Tests.Corpus;

namespace Bursar.Cli.Tests.Phases;

/// <summary>A session that goes on while a test marks its phases; a response costs 25 dollars per million tokens of output.</summary>
internal sealed class LiveSession(Sandbox sandbox, string id)
{
    private static int _responses;

    public string Id { get; } = id;

    public string Transcript => System.IO.Path.Combine(sandbox.Claude, "projects", "-home-ada-grove", Id + ".jsonl");

    /// <summary>A prompt now, and its answer.</summary>
    public void Respond(long output, string? agent = null)
    {
        Ask(agent);
        Answer(output, agent);
    }

    public void Ask(string? agent = null) => Append(agent, new JsonObject
    {
        ["parentUuid"] = null,
        ["isSidechain"] = agent is not null,
        ["type"] = "user",
        ["message"] = new JsonObject { ["role"] = "user", ["content"] = "Go on." },
        ["timestamp"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["sessionId"] = Id,
    }.ToJsonString());

    public void Answer(long output, string? agent = null) =>
        Append(agent, TranscriptLine.Of($"msg_{Interlocked.Increment(ref _responses)}", DateTimeOffset.UtcNow, new Tokens(0, output, 0, 0, 0), ListPrice.Opus, Id, "end_turn", agent));

    public Task<ProgramResult> PhaseAsync(params string[] arguments) => sandbox.RunAsync(["phase", .. arguments, "--session", Id]);

    private void Append(string? agent, string line)
    {
        var path = agent is null ? Transcript : System.IO.Path.Combine(System.IO.Path.ChangeExtension(Transcript, null), "subagents", $"agent-{agent}.jsonl");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.AppendAllText(path, line + "\n");
    }
}
