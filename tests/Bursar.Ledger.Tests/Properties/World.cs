using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Properties;

/// <summary>Transcripts of several sessions by their relative path, as the client could have written them.</summary>
internal sealed record World(IReadOnlyList<Transcript> Files)
{
    public static Arbitrary<World> Any { get; } = Arb.From(Gen.Choose(1, int.MaxValue - 1).Select(seed => new WorldMaker(new Random(seed)).Make()), Smaller);

    private static IEnumerable<World> Smaller(World world)
    {
        for (var i = 0; i < world.Files.Count; i++)
        {
            yield return new World([.. world.Files.Where((_, index) => index != i)]);
            for (var line = 0; line < world.Files[i].Lines.Count; line++)
            {
                var shorter = world.Files[i] with { Lines = [.. world.Files[i].Lines.Where((_, index) => index != line)] };
                yield return new World([.. world.Files.Select((file, index) => index == i ? shorter : file)]);
            }
        }
    }

    public override string ToString() => string.Join("\n\n", Files.Select(file => $"{file.Path}:\n{file.Text}"));
}

internal sealed record Transcript(string Path, IReadOnlyList<string> Lines)
{
    public string Text => string.Concat(Lines.Select(line => line + "\n"));

    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);
}

/// <summary>Makes sessions with growing snapshots, subagents, replays, forks and branches, ids of every kind and now and then a broken line.</summary>
internal sealed class WorldMaker(Random random)
{
    private static readonly string[] Models = ["claude-opus-4-8", "claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-4-9", "us.anthropic.claude-opus-5-5"];

    private readonly List<Transcript> _files = [];
    private readonly List<(string Session, DateTimeOffset Start, List<Line> Lines)> _sessions = [];
    private int _responses;
    private int _uuids;

    public World Make()
    {
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            AddSession();
        }

        return new World(_files);
    }

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Any<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private void AddSession()
    {
        // Ids in no order, so that the smaller is as often the fork.
        var session = $"{(char)('a' + random.Next(26))}-{_sessions.Count}";
        var start = new DateTimeOffset(2026, 10, 20, 0, 0, 0, TimeSpan.Zero).AddDays(_sessions.Count).AddSeconds(random.Next(3 * 86_400));
        var at = start;
        var lines = new List<Line>();
        if (_sessions.Count > 0 && Chance(60))
        {
            var parent = Any(_sessions);
            at = start = (parent.Start > start ? parent.Start : start).AddDays(5);
            lines.AddRange(Fork(parent, session, start));
        }
        else
        {
            lines.Add(Line.User(Text(at)).Session(session));
        }

        var own = new List<Line>();
        for (var count = random.Next(0, 5); count > 0; count--)
        {
            at = at.AddSeconds(random.Next(1, 5000));
            own.AddRange(Prompt(session, at));
            own.AddRange(Response(session, at));
        }

        lines.AddRange(own);
        Add($"{Machine.Project}{session}.jsonl", lines);
        _sessions.Add((session, start, lines));
        for (var count = random.Next(0, 3); count > 0; count--)
        {
            AddSubagent(session, at, own);
        }
    }

    private IEnumerable<Line> Fork((string Session, DateTimeOffset Start, List<Line> Lines) parent, string session, DateTimeOffset start)
    {
        var copies = parent.Lines.Take(random.Next(1, parent.Lines.Count + 1)).Where(line => (string)line.Json["type"]! != "queue-operation").Select(line => line.Copy().Session(session)).ToList();
        return Chance(50)
            ? copies.Select(line => line.Set("forkedFrom", new JsonObject { ["sessionId"] = parent.Session }))
            : copies.Prepend(Line.QueueOperation(Text(start)).Session(session));
    }

    private void AddSubagent(string session, DateTimeOffset at, List<Line> own)
    {
        var agent = $"a{_responses}{random.Next(100)}";
        var lines = Enumerable.Range(0, random.Next(1, 4)).SelectMany(i => Response(session, at.AddSeconds(i))).Select(line => line.Sidechain(agent).Set("attributionAgent", Any(["scout", "planner"]))).ToList();
        if (own.Count > 0 && Chance(50))
        {
            lines.Insert(0, Any(own).Copy().Request("req_replay").Uuid($"replay{_uuids++}").Sidechain(agent).Set("attributionAgent", "scout"));
        }

        Add(Any([$"{Machine.Project}{session}/subagents/agent-{agent}.jsonl", $"{Machine.Project}{session}/subagents/workflows/wf_1/agent-{agent}.jsonl"]), lines);
    }

    /// <summary>Whatever can begin a turn, or look as if it did.</summary>
    private IEnumerable<Line> Prompt(string session, DateTimeOffset at)
    {
        var line = Line.User(Text(at), Any(["Go on.", "<command-message>deploy</command-message>\n<command-name>/deploy</command-name>", "<command-name>/review</command-name>"])).Session(session).Uuid($"u{_uuids++}");
        switch (random.Next(7))
        {
            case 0:
                yield return line.Set("promptSource", "typed").Set("origin", new JsonObject { ["kind"] = "human" });
                break;
            case 1:
                yield return line;
                break;
            case 2:
                yield return line.Set("origin", new JsonObject { ["kind"] = Any(["task-notification", "channel"]) });
                break;
            case 3:
                yield return Line.Of("system").At(Text(at)).Set("subtype", "scheduled_task_fire").Session(session);
                break;
            case 4:
                yield return line.Set("isMeta", true);
                break;
        }
    }

    private IEnumerable<Line> Response(string session, DateTimeOffset at)
    {
        var number = ++_responses;
        var id = Any([$"msg_{number}", $"msg_{number}", $"msg_{number}", $"chat-{number % 3}", null]);
        var request = Chance(70) ? $"req_{number}" : null;
        var output = random.Next(1, 500);
        var isFinished = Chance(80);
        var model = Any(Models);
        var skill = Chance(30) ? Any(["review", "deploy"]) : null;
        var input = random.Next(0, 150_000);
        var blocks = random.Next(1, 4);
        for (var block = 1; block <= blocks; block++)
        {
            var line = Line.Assistant(id).Session(session).Request(request).Uuid($"u{_uuids++}").Model(model).Input(input).Output(block == blocks ? output : Math.Min(block, output))
                .CacheRead(random.Next(3) * 1000).CacheWrite(random.Next(100), random.Next(100)).Stop(block == blocks && isFinished ? "end_turn" : null)
                .At(Chance(3) ? null : Text(at.AddMilliseconds(block * 7))).Set("attributionSkill", skill).Set("gitBranch", Chance(20) ? null : Any(["main", "topic"]));
            if (Chance(40))
            {
                line.Content(new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{number}_{random.Next(3)}", ["name"] = Any(["Bash", "Read", "Skill"]), ["input"] = new JsonObject { ["skill"] = Any(["review", "weigh"]) } });
            }

            yield return Chance(10) ? line.Iterations(new JsonObject { ["type"] = "advisor_message", ["model"] = Any(Models), ["input_tokens"] = random.Next(1000), ["output_tokens"] = 5 }) : line;
        }
    }

    private void Add(string path, List<Line> lines)
    {
        var texts = lines.Select(line => line.ToString()).ToList();
        if (Chance(15))
        {
            texts.Insert(random.Next(texts.Count + 1), Any(["{torn", "", "{\"type\":\"assistant\",\"message\":{\"usage\":{\"output_tokens\":-1}}}"]));
        }

        _files.Add(new Transcript(path, texts));
    }
}
