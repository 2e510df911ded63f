using System.Text.Json;
using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>How a run of the client with the guard ended.</summary>
/// <param name="SessionId">The session that ran.</param>
/// <param name="Text">What the client gave as its result; empty when it was stopped in its work.</param>
/// <param name="Ending">The client's word for why it ended, such as <c>completed</c> or <c>hook_stopped</c>.</param>
internal sealed record GuardedRun(string SessionId, string Text, string? Ending, ProgramResult Program)
{
    public static GuardedRun Parse(ProgramResult run)
    {
        try
        {
            var json = JsonNode.Parse(Lines(run)[^1])!;
            return new GuardedRun(json["session_id"]!.GetValue<string>(), (string?)json["result"] ?? "", (string?)json["terminal_reason"], run);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException($"The client gave no result: {e.Message}\n{run}", e);
        }
    }

    /// <summary>What the guard's hooks gave the client to show, in their order. Of a run that streams.</summary>
    public IReadOnlyList<string> Messages =>
    [
        .. Lines(Program).Select(line => JsonNode.Parse(line)!)
            .Where(line => (string?)line["subtype"] == "hook_response" && (string?)line["stdout"] is { Length: > 0 })
            .Select(line => (string?)JsonNode.Parse((string)line["stdout"]!)!["systemMessage"]).OfType<string>(),
    ];

    public override string ToString() => Program.ToString();

    private static string[] Lines(ProgramResult run) => run.Stdout.TrimEnd().Split('\n');
}
