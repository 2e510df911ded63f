using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bursar.Guard.Tests;

/// <summary>A home with policies, a ledger and one session's transcript, and the hook as the client would call it.</summary>
internal sealed class GuardedHome : IDisposable
{
    public const string Session = "5e551011-0000-4000-8000-000000000001";

    private readonly TempFolder _folder = new();
    private int _count;

    public GuardedHome(string? policy = null)
    {
        Clock = new SetClock(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        Environment = new GuardEnvironment(
            new BursarPaths(_folder["bursar"], _folder["bursar"], _folder["bursar"]), Variables.GetValueOrDefault, _folder.Path, Clock, _folder["managed/policy.json"]);
        Directory.CreateDirectory(Project);
        if (policy is not null)
        {
            Policy = policy;
        }
    }

    public Dictionary<string, string?> Variables { get; } = new(StringComparer.Ordinal) { ["ANTHROPIC_API_KEY"] = "none" };

    public SetClock Clock { get; }

    public GuardEnvironment Environment { get; }

    public string Project => _folder["work"];

    public string this[string relative] => _folder[relative];

    public string Policy
    {
        set => _folder.Write("bursar/policy.json", Encoding.UTF8.GetBytes(value));
    }

    public string Transcript => _folder[$".claude/projects/-work/{Session}.jsonl"];

    /// <summary>One response of the main thread, or of a subagent, with a tool call of its own.</summary>
    /// <returns>The call's id.</returns>
    public string Responds(long input = 10, long output = 20, string? agent = null, string model = "claude-opus-4-8", string? skill = null)
    {
        var id = ++_count;
        var call = FormattableString.Invariant($"toolu_{id}");
        var line = new JsonObject
        {
            ["type"] = "assistant",
            ["uuid"] = $"u{id}",
            ["sessionId"] = Session,
            ["timestamp"] = Clock.Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["cwd"] = Project,
            ["gitBranch"] = "main",
            ["requestId"] = $"req_{id}",
            ["message"] = new JsonObject
            {
                ["id"] = $"msg_{id}",
                ["role"] = "assistant",
                ["model"] = model,
                ["stop_reason"] = "tool_use",
                ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_use", ["id"] = call, ["name"] = "Bash", ["input"] = new JsonObject { ["command"] = "ls" } }),
                ["usage"] = new JsonObject { ["input_tokens"] = input, ["output_tokens"] = output },
            },
        };
        if (skill is not null)
        {
            line["attributionSkill"] = skill;
        }

        if (agent is not null)
        {
            line["isSidechain"] = true;
            line["agentId"] = agent;
            line["attributionAgent"] = "scout";
        }

        var path = agent is null ? Transcript : _folder[$".claude/projects/-work/{Session}/subagents/agent-{agent}.jsonl"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.AppendAllText(path, line.ToJsonString() + "\n");
        return call;
    }

    public JsonObject? Ask(string hookEvent, Action<JsonObject>? with = null)
    {
        var outcome = Run(Event(hookEvent, with));
        Assert.Equal(0, outcome.ExitCode);
        return outcome.Output.Length == 0 ? null : JsonNode.Parse(outcome.Output)!.AsObject();
    }

    /// <summary>Asks about a tool call; true when it may run.</summary>
    public bool Allows(string call, string? agent = null, string tool = "Bash", JsonObject? input = null)
    {
        var answer = Ask("PreToolUse", json =>
        {
            json["tool_name"] = tool;
            json["tool_use_id"] = call;
            json["tool_input"] = input ?? new JsonObject { ["command"] = "ls" };
            if (agent is not null)
            {
                json["agent_id"] = agent;
                json["agent_type"] = "scout";
            }
        });
        return answer?["hookSpecificOutput"] is null;
    }

    public HookOutcome Run(string json) => Run(Encoding.UTF8.GetBytes(json));

    public HookOutcome Run(byte[] json) => HookRunner.Run(json, Environment, CancellationToken.None);

    public JsonObject State() => JsonNode.Parse(File.ReadAllText(_folder[$"bursar/sessions/{Session}.json"]))!.AsObject();

    public string Event(string hookEvent, Action<JsonObject>? with = null)
    {
        var json = new JsonObject { ["session_id"] = Session, ["transcript_path"] = Transcript, ["cwd"] = Project, ["permission_mode"] = "default", ["hook_event_name"] = hookEvent };
        with?.Invoke(json);
        return json.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public void Dispose() => _folder.Dispose();
}
