using System.Text;
using System.Text.Json.Nodes;
using Bursar.Attribution;
using Bursar.Tests.Transcripts;
using Bursar.Transcripts;

namespace Bursar.Tests.Fuzz;

/// <summary>What responses stand in is read from prompts, which hold anything: whatever it is, nothing is thrown, and no text of a prompt is taken for a name.</summary>
public sealed class TurnFuzzTests
{
    private const string Secret = "the whole secret plan";

    private static readonly string[] Prompts =
    [
        Line.User("2026-11-01T10:00:00Z", Secret).ToString(),
        Line.User("2026-11-01T10:00:00Z", $"<command-message>weigh</command-message>\n<command-name>/weigh</command-name>\n<command-args>{Secret}</command-args>").ToString(),
        Line.User("2026-11-01T10:00:00Z", Secret).Set("promptSource", "typed").Set("origin", new JsonObject { ["kind"] = "human" }).ToString(),
        Line.User("2026-11-01T10:00:00Z", Secret).Set("origin", new JsonObject { ["kind"] = "cron" }).ToString(),
        Line.User("2026-11-01T10:00:00Z").Set("message", new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = Secret }, new JsonObject { ["type"] = "tool_result", ["content"] = Secret }) }).ToString(),
        Line.Of("system").Set("subtype", "scheduled_task_fire").Set("content", Secret).ToString(),
    ];

    [Fact]
    public void Fifty_thousand_damaged_prompts()
    {
        var pool = new TextPool();
        for (var seed = 0; seed < 50_000; seed++)
        {
            var random = new Random(seed);
            var good = Prompts[seed % Prompts.Length];
            var text = seed / Prompts.Length % 2 == 0 ? Mutator.Mutate(Encoding.UTF8.GetBytes(good), random) : Encoding.UTF8.GetBytes(Mutator.SwapValue(good, random));

            _ = PromptLine.MayBe(text);
            var prompt = PromptLine.Read(text, pool);

            Assert.True(prompt.Name is null || (prompt.Name.Length <= 100 && !prompt.Name.Any(c => c <= ' ' || c is '<' or '>')), $"seed {seed}: {prompt.Name}");
            Assert.True(prompt.Name is null == prompt.Beginning is not (PromptBeginning.Automatic or PromptBeginning.Command), $"seed {seed}: {prompt}");
        }
    }

    [Fact]
    public void Ten_thousand_damaged_conversations_are_read_the_same_at_once_and_in_pieces_and_keep_their_other_responses()
    {
        string[] lines =
        [
            .. Prompts, Line.Assistant("msg_1").Content(new JsonObject { ["type"] = "tool_use", ["id"] = "toolu_1", ["name"] = "Skill", ["input"] = new JsonObject { ["skill"] = "tally" } }).ToString(),
            Line.Assistant("msg_1").Content(new JsonObject { ["type"] = "tool_use", ["id"] = "toolu_2", ["name"] = "Bash", ["input"] = new JsonObject { ["command"] = Secret } }).ToString(),
        ];
        var last = Line.Assistant("msg_last").ToString();
        using var folder = new TempFolder();
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            random.Shuffle(lines);
            var damaged = Mutator.Mutate(Encoding.UTF8.GetBytes(string.Join('\n', lines)), random);
            var path = folder.Write("p/s.jsonl", [.. damaged, (byte)'\n', .. Encoding.UTF8.GetBytes(last), (byte)'\n']);

            var once = Reading.OfFile(folder.Path, path);
            var pieces = Reading.OfFile(folder.Path, path, 256 + random.Next(600));

            Assert.True(once.Describe(withBeginning: false) == pieces.Describe(withBeginning: false), $"seed {seed}");
            Assert.True(once.Responses.Select(response => response.Turn).SequenceEqual(pieces.Responses.Select(response => response.Turn)), $"seed {seed}");
            Assert.Contains("msg_last", once.Keys);
            Assert.All(once.Responses, response => Assert.DoesNotContain("secret", $"{response.Turn}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Ten_thousand_damaged_states_of_a_turn_and_lists_of_tools()
    {
        var state = new TurnState();
        state.Prompt(new PromptLine(PromptBeginning.Command, "weigh"));
        state.Respond(7);
        state.Call("Bash", "tally", new ToolListCache());
        state.Chain = ResponseChain.Load("1,2,3,4");
        var saved = state.Save()!;
        Assert.Equal(saved, TurnState.Load(saved).Save());
        for (var seed = 0; seed < 10_000; seed++)
        {
            var damaged = Encoding.UTF8.GetString(Mutator.Mutate(Encoding.UTF8.GetBytes(saved), new Random(seed)));
            var loaded = TurnState.Load(damaged);
            loaded.Call("Read", null, new ToolListCache());
            Assert.Equal(loaded.Save(), TurnState.Load(loaded.Save()).Save());

            var list = Encoding.UTF8.GetString(Mutator.Mutate("Bash*2 Read mcp__purse__check*31"u8.ToArray(), new Random(seed)));
            Assert.All(ToolList.Parse(list), call => Assert.InRange(call.Calls, 1, 1_000_000));
            Assert.Equal(ToolList.Add(list, "Read"), string.Join(' ', ToolList.Parse(ToolList.Add(list, "Read")).Select(call => call.Calls == 1 ? call.Name : FormattableString.Invariant($"{call.Name}*{call.Calls}"))));
        }
    }

    [Fact]
    public void Fifty_thousand_damaged_totals_of_the_client()
    {
        const string Good = """{"type":"cost-state","sessionId":"s","totalCostUSD":0.75,"modelUsage":{"claude-opus-4-8":{"inputTokens":3,"outputTokens":4,"cacheReadInputTokens":5,"cacheCreationInputTokens":6,"webSearchRequests":7,"costUSD":0.25},"m":{"costUSD":0.5}}}""";
        const long MostDollars = 1_000_000_000_000_000_000;
        var taken = 0;
        for (var seed = 0; seed < 50_000; seed++)
        {
            var random = new Random(seed);
            var text = seed % 2 == 0 ? Mutator.Mutate(Encoding.UTF8.GetBytes(Good), random) : Encoding.UTF8.GetBytes(Mutator.SwapValue(Good, random));
            _ = CostState.MayBe(text);
            if (CostState.Parse(text, "session", 1) is not { } state)
            {
                continue;
            }

            taken++;
            Assert.InRange(state.Cost, 0, MostDollars);
            Assert.All(state.Models, model => Assert.True(model is { Cost: >= 0 and <= MostDollars, Input: >= 0, Output: >= 0, CacheRead: >= 0, CacheWrite: >= 0, WebSearches: >= 0 }, $"seed {seed}: {model}"));
        }

        Assert.InRange(taken, 1_000, 49_000);
    }
}
