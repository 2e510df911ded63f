using System.Text;
using Bursar.Pricing;
using Bursar.Tests.Transcripts;
using Bursar.Transcripts;

namespace Bursar.Tests.Fuzz;

/// <summary>Whatever stands in a file: the reader never throws and always reads the same; the others throw nothing but a message for the user.</summary>
public sealed class ParserFuzzTests
{
    private static readonly byte[] Lines = Encoding.UTF8.GetBytes(
        Line.Assistant("msg_1").Input(11).Output(101).CacheRead(5).CacheWrite(600, 400).WebSearches(2).Session("s").Set("gitBranch", "main").Set("costUSD", 0.5).Count("iterations", System.Text.Json.Nodes.JsonNode.Parse("""[{"type":"advisor_message","model":null,"input_tokens":3},{"type":"message"}]""")) + "\n"
        + Line.Of("cost-state").Session("s").Set("totalCostUSD", 0.25).Set("modelUsage", System.Text.Json.Nodes.JsonNode.Parse("""{"claude-opus-4-8":{"inputTokens":3,"outputTokens":4,"cacheReadInputTokens":5,"cacheCreationInputTokens":6,"webSearchRequests":7,"costUSD":0.25}}""")) + "\n"
        + Line.User("2026-11-01T09:00:00.123456+05:45") + "\n"
        + """{"parentUuid":null,"type":"system","subtype":"scheduled_task_fire","uuid":"f"}""" + "\n"
        + """{"parentUuid":"f","isSidechain":false,"promptSource":"typed","type":"user","message":{"role":"user","content":"<command-message>tidy</command-message>\\n<command-name>/tidy</command-name>"},"uuid":"p1","timestamp":"2026-11-01T09:00:01Z","sessionId":"s"}""" + "\n"
        + """{"parentUuid":"p1","origin":{"kind":"task-notification"},"type":"user","message":{"role":"user","content":[{"type":"text","text":"done"},{"type":"tool_result","tool_use_id":"t"}]},"uuid":"p2","timestamp":"2026-11-01T09:00:02Z","sessionId":"s"}""" + "\n"
        + Line.Assistant("chat-1").Request(null).Output("7").Count("speed", "fast").Set("forkedFrom", System.Text.Json.Nodes.JsonNode.Parse("""{"sessionId":"z"}""")) + "\n");

    [Fact]
    public void Twenty_thousand_damaged_transcripts()
    {
        using var folder = new TempFolder();
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var text = seed % 50 == 0 ? Garbage(random) : Mutator.Mutate(Lines, random);
            var path = folder.Write("p/s.jsonl", text);
            var once = Reading.OfFile(folder.Path, path).Describe(withBeginning: false);
            Assert.True(once == Reading.OfFile(folder.Path, path, 256 + random.Next(600)).Describe(withBeginning: false), $"seed {seed} is read otherwise through a small buffer");
        }
    }

    [Fact]
    public void Damage_to_one_line_leaves_the_others_alone()
    {
        var good = Line.Assistant("msg_good").Output(5) + "\n";
        for (var seed = 0; seed < 3_000; seed++)
        {
            var damaged = Mutator.Mutate(Encoding.UTF8.GetBytes(Line.Assistant("msg_bad").Output(9).ToString()), new Random(seed)).Where(b => b != '\n').ToArray();

            var reading = Reading.Of([.. Encoding.UTF8.GetBytes(good), .. damaged, (byte)'\n', .. Encoding.UTF8.GetBytes(good.Replace("msg_good", "msg_last", StringComparison.Ordinal))]);

            Assert.True(reading.Keys.Contains("msg_good") && reading.Keys.Contains("msg_last") && reading.Responses.Count <= 3, $"seed {seed}");
        }
    }

    private static byte[] Garbage(Random random)
    {
        var bytes = new byte[random.Next(2000)];
        random.NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public void A_hundred_thousand_damaged_timestamps()
    {
        var good = (byte[][])[.. new[] { "2026-11-01T10:00:00.137Z", "2028-02-29T23:59:59+05:45", "9998-12-31T23:59:59.999999-18:59" }.Select(Encoding.UTF8.GetBytes)];
        for (var seed = 0; seed < 100_000; seed++)
        {
            if (Timestamp.TryParse(Mutator.Mutate(good[seed % good.Length], new Random(seed)), out var at))
            {
                Assert.InRange(Timestamp.ToDateTimeOffset(at).Year, 1969, 9999);
            }
        }
    }

    [Fact]
    public void Ten_thousand_damaged_price_tables()
    {
        var table = Encoding.UTF8.GetBytes(PriceTableJson.Write("v", PriceTable.Embedded().Models.Where(model => model.Id is "claude-opus-4-6" or "claude-haiku-5-5")).Replace("\"models\"", "\"webSearchPer1000\":10,\"batch\":0.5,\"models\"", StringComparison.Ordinal));
        OnlyUserErrors(table, text => PriceTableJson.Parse(text, "prices.json"));
    }

    [Fact]
    public void Ten_thousand_damaged_configurations()
    {
        OnlyUserErrors("""{"pricing":{"overrides":[{"model":"claude-opus-4-8","input":3,"output":15.5},{"family":"fable","cacheRead":0.1,"cacheWrite5m":1,"cacheWrite1h":2}]},"other":[1]}"""u8.ToArray(), text => PriceConfig.Parse(text, "config.json"));
    }

    private static void OnlyUserErrors(byte[] good, Action<byte[]> parse)
    {
        var crashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var text = seed % 2 == 0 ? Mutator.Mutate(good, random) : Encoding.UTF8.GetBytes(Mutator.SwapValue(Encoding.UTF8.GetString(good), random));
            try
            {
                parse(text);
            }
            catch (UserError)
            {
                // A message for the user is the right answer to damage.
            }
            catch (Exception e)
            {
                crashes.TryAdd(e.GetType().Name, $"seed {seed}: {e.Message}");
            }
        }

        Assert.Empty(crashes);
    }

    [Fact]
    public void Five_thousand_damaged_descriptions_of_subagents()
    {
        using var folder = new TempFolder();
        for (var seed = 0; seed < 5_000; seed++)
        {
            SubagentMeta.ReadType(folder.Write("agent-a.meta.json", Mutator.Mutate("""{"agentType":"scout","description":"x","toolUseId":"toolu_1","spawnDepth":1}"""u8.ToArray(), new Random(seed))));
        }
    }

    [Fact]
    public void Ten_thousand_damaged_model_ids()
    {
        var pricer = new Pricer(PriceTable.Embedded());
        for (var seed = 0; seed < 10_000; seed++)
        {
            pricer.Price(Encoding.UTF8.GetString(Mutator.Mutate("arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-6-v1:0[1m]"u8.ToArray(), new Random(seed))), 0, default);
        }
    }
}
