using System.Reflection;
using System.Text;
using System.Text.Json;
using Bursar.Policy;
using Bursar.Tests.Fuzz;

namespace Bursar.Tests.Policy;

/// <summary>An editor that goes by docs/policy.schema.json says of a policy what Bursar says.</summary>
public sealed class SchemaTests
{
    private static readonly JsonElement Schema = Load();

    private static JsonElement Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("policy.schema.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    private static bool SchemaAccepts(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new SchemaChecker(Schema).Accepts(document.RootElement);
    }

    /// <summary>What a schema cannot say, as it says of itself.</summary>
    private static bool IsBeyondSchemas(string error) =>
        error.Contains("stands there twice", StringComparison.Ordinal) || error.Contains("two budgets are named", StringComparison.Ordinal)
        || error.Contains("too fine; expected an amount in USD", StringComparison.Ordinal) || error.Contains("half of a character", StringComparison.Ordinal);

    // Swaps of values and keys, so that every rule is met from both sides.
    [Fact]
    public void Ten_thousand_policies_are_sound_to_both_or_to_none()
    {
        const string Whole =
            """
            {"$schema":"x","limits":{"maxSpendUSD":{"value":10.5,"enforcement":"fail-fast"},"maxTokensIn":500000,"maxTokensOut":7,"maxToolCalls":8,"maxWallTimeSeconds":9,"maxTurns":{"value":50,"enforcement":"post-hoc"},"warnAt":[0.5,0.8],"enforcement":"post-hoc"},
             "budgets":[{"name":"daily","period":"day","scope":{"project":"/home/*","branch":"b","model":"m","skill":"x","agent":"a"},"enforcement":"post-hoc","warnAt":[0.1],"maxSpendUSD":20,"maxToolCalls":{"value":3}},{"name":"s","period":"session","maxWallTimeSeconds":60}],
             "onError":"closed","onUnpriced":"enforce","basis":"reported","cacheReads":"ignore","protect":["a"],"anomalies":{"action":"stop"},
             "pricing":{"overrides":[{"model":"m","input":3,"output":15,"cacheRead":0.3},{"family":"opus","input":1,"cacheWrite5m":1,"cacheWrite1h":2}]}}
            """;
        string[] keys = ["value", "name", "period", "scope", "enforcement", "maxTurns", "maxWallTimeSeconds", "model", "family", "skill", "limits", "input", "warnAt", "x"];
        string[] words = ["\"day\"", "\"session\"", "\"total\"", "\"post-hoc\"", "\"open\"", "false", "0", "1", "1.5", "0.5", "-1", "1e12", "1e13", "\"\"", "\" \"", "null", "[]", "{}", "[0.5]", "\"opus\"", "{\"value\":1}", "1.0"];
        Assert.True(SchemaAccepts(Whole));
        int sound = 0, faulty = 0;
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var json = random.Next(3) switch
            {
                0 => Mutator.SwapValue(Whole, random),
                1 => SwapKey(Whole, keys[random.Next(keys.Length)], random),
                _ => SwapScalar(Whole, words[random.Next(words.Length)], random),
            };
            var (policy, errors) = PolicyReader.Read(Encoding.UTF8.GetBytes(json), Reading.File, PolicySource.User);
            if ((policy is null && errors.Any(IsBeyondSchemas)) || errors.Any(error => error.Contains("not valid JSON", StringComparison.Ordinal)))
            {
                continue;
            }

            Assert.True(policy is not null == SchemaAccepts(json), $"seed {seed}: the schema says otherwise than: {string.Join('\n', errors)}\n{json}");
            _ = policy is null ? faulty++ : sound++;
        }

        Assert.True(sound > 300 && faulty > 3_000, $"{sound} sound, {faulty} faulty");
    }

    private static string SwapKey(string json, string key, Random random)
    {
        var ends = Enumerable.Range(0, json.Length - 1).Where(i => json[i] == '"' && json[i + 1] == ':').ToArray();
        var end = ends[random.Next(ends.Length)];
        var start = json.LastIndexOf('"', end - 1);
        return random.Next(4) == 0 && json.IndexOfAny([',', '}'], end) is var comma and > 0 && json[comma] == ',' ? json[..start] + json[(comma + 1)..] : json[..(start + 1)] + key + json[end..];
    }

    private static string SwapScalar(string json, string value, Random random)
    {
        var colons = Enumerable.Range(0, json.Length).Where(i => json[i] == ':' && json[i + 1] is not ('{' or '[')).ToArray();
        var from = colons[random.Next(colons.Length)] + 1;
        return json[..from] + value + json[json.IndexOfAny([',', '}', ']'], from)..];
    }

    [Theory]
    [InlineData("""{"limits":{"maxTurns":5.0}}""", true)]
    [InlineData("""{"limits":{"maxTurns":5.5}}""", false)]
    [InlineData("""{"limits":{"maxTurn":5}}""", false)]
    [InlineData("""{"budgets":[{"name":"a","period":"day"}]}""", false)]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxWallTimeSeconds":5}]}""", false)]
    [InlineData("""{"budgets":[{"name":"a","period":"session","maxWallTimeSeconds":5}]}""", true)]
    [InlineData("""{"protect":false}""", true)]
    [InlineData("""{"pricing":{"overrides":[{"model":"m","family":"opus"}]}}""", false)]
    [InlineData("[]", false)]
    public void The_checker_itself_tells_good_from_bad(string json, bool isSound)
    {
        Assert.Equal(isSound, SchemaAccepts(json));
        Assert.Equal(isSound, Reading.Errors(json).Count == 0);
    }
}
