using System.Text;
using System.Text.Json.Nodes;
using Bursar.Testing;

namespace Bursar.Benchmarks;

/// <summary>Transcripts as an agent at work leaves them: a response with a tool call, its result of four kilobytes, and so on.</summary>
internal static class Transcripts
{
    public const string Project = "projects/-home-user-project/";

    private static readonly string s_result = new('x', 4_000);

    /// <param name="folder">Where the client's folder lies.</param>
    /// <param name="session">The session's id.</param>
    /// <param name="lines">Half of them responses.</param>
    public static string Write(TempFolder folder, string session, int lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines; i++)
        {
            text.Append((i % 2 == 0 ? Response(session, i) : Line.User("2026-11-01T09:00:00Z", s_result)).Session(session)).Append('\n');
        }

        return folder.Write($"{Project}{session}.jsonl", Encoding.UTF8.GetBytes(text.ToString()));
    }

    public static Line Response(string session, int number) => Line.Assistant($"msg_{session}_{number}").Session(session).Input(12).Output(80).CacheRead(20_000)
        .Content(new JsonObject { ["type"] = "tool_use", ["id"] = Call(session, number), ["name"] = "Bash", ["input"] = new JsonObject { ["command"] = "ls" } });

    public static string Call(string session, int number) => $"toolu_{session}_{number}";
}
