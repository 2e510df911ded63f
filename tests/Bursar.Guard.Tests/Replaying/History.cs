using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Pricing;

namespace Bursar.Guard.Tests.Replaying;

/// <summary>Random sessions over some days, with subagents, skills, passes billed beside responses, and lines without a time.</summary>
internal sealed class History : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Models = ["claude-opus-4-8", "claude-sonnet-5-5", "claude-haiku-5-5", "mystery-1"];

    private readonly TempFolder _folder = new();

    /// <param name="isPriced">Whether all of it has a price: known models, and a time.</param>
    public History(int seed, bool isPriced = false)
    {
        var random = new Random(seed);
        for (var session = 0; session < 1 + random.Next(4); session++)
        {
            WriteSession($"session-{session}", random, isPriced);
        }

        Ledger = LedgerStore.Open(_folder["bursar/ledger.db"]);
        new Ingestor(Ledger, new Pricer(PriceTable.Embedded())).Run([_folder["claude"]]);
    }

    public LedgerStore Ledger { get; }

    /// <summary>Who pays by the token, unless the configuration says otherwise.</summary>
    public GuardEnvironment Environment(string authMode = "api_key")
    {
        _folder.Write("bursar/config.json", Encoding.UTF8.GetBytes($$"""{"authMode":"{{authMode}}"}"""));
        return new GuardEnvironment(new BursarPaths(_folder["bursar"], _folder["bursar"], _folder["bursar"]), _ => null, _folder.Path, new SetClock(Start.AddDays(30)), _folder["none"]);
    }

    public void Dispose()
    {
        Ledger.Dispose();
        _folder.Dispose();
    }

    private void WriteSession(string session, Random random, bool isPriced)
    {
        var at = Start.AddMinutes(random.Next(2 * 24 * 60));
        var main = new StringBuilder();
        var subagent = new StringBuilder();
        for (var i = 0; i < random.Next(1, 12); i++)
        {
            at = at.AddSeconds(random.Next(0, 4 * 3600));
            var line = Line.Assistant($"msg_{session}_{i}").Session(session).Model(Models[random.Next(isPriced ? 3 : 4)])
                .Input(random.Next(5_000)).Output(random.Next(1, 2_000)).CacheRead(random.Next(3) * 10_000).CacheWrite(random.Next(500), random.Next(500))
                .At(!isPriced && random.Next(12) == 0 ? null : at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))
                .Set("attributionSkill", random.Next(3) == 0 ? "notes" : null)
                .Content(new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{session}_{i}", ["name"] = "Bash", ["input"] = new JsonObject() });
            if (random.Next(5) == 0)
            {
                line.Iterations(new JsonObject { ["type"] = "advisor_message", ["model"] = Models[random.Next(isPriced ? 3 : 4)], ["input_tokens"] = random.Next(1000), ["output_tokens"] = 7 });
            }

            if (random.Next(3) == 0)
            {
                subagent.Append(line.Sidechain("a1").Set("attributionAgent", "scout")).Append('\n');
            }
            else
            {
                main.Append(line).Append('\n');
            }
        }

        _folder.Write($"claude/projects/-p/{session}.jsonl", Encoding.UTF8.GetBytes(main.ToString()));
        _folder.Write($"claude/projects/-p/{session}/subagents/agent-a1.jsonl", Encoding.UTF8.GetBytes(subagent.ToString()));
    }
}
