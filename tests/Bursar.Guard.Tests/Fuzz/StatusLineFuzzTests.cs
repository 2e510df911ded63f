using System.Text;
using System.Text.Json.Nodes;
using Bursar.Guard.StatusLine;
using Bursar.Guard.Tests.StatusLine;
using Bursar.Ledger;
using Bursar.Ledger.Auditing;
using Bursar.Ledger.Observing;

namespace Bursar.Guard.Tests.Fuzz;

/// <summary>What clients of several versions wrote to a status line, with fields missing, of other types, or the text cut.</summary>
public sealed class StatusLineFuzzTests
{
    private static readonly string[] Values = ["null", "true", "\"x\"", "-1", "1e999", "0.5", "[]", "{}", "[{\"a\":1}]", "99999999999999999999", "\"\\u001b[31m\\n\"", "\"\\ud800\"", "\"\"", "4000000000000", "\"2026-11-20T13:00:00Z\"", "\"/\"", "\"\\u0000\""];

    public static TheoryData<string> Recorded => [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "fixtures", "status-line");

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_thousand_damaged_inputs_of_each_version(string file)
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":100},"budgets":[{"name":"daily","period":"day","maxSpendUSD":5}]}""");
        home.Responds();
        var text = File.ReadAllText(Path.Combine(Folder, file)).Trim();
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var input = Prepared(text, home, random);
            home.Variables["COLUMNS"] = seed % 5 == 0 ? FormattableString.Invariant($"{random.Next(1, 100)}") : null;
            var damaged = (seed % 3) switch
            {
                0 => Mutator.Mutate(Encoding.UTF8.GetBytes(input), random),
                1 => Encoding.UTF8.GetBytes(input)[..random.Next(input.Length)],
                _ => Encoding.UTF8.GetBytes(input),
            };

            var outcome = StatusRunner.Run(damaged, home.Environment, CancellationToken.None);

            var line = Lines.Plain(Lines.Read(outcome));
            Assert.False(string.IsNullOrWhiteSpace(line), $"seed {seed}");
            Assert.False(line.Any(char.IsControl), $"seed {seed}: {line}");
            Assert.DoesNotContain("does not expect", outcome.Error ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain("\n", outcome.Error ?? "", StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void What_a_thousand_damaged_inputs_tell_of_the_clients_total_is_what_can_be(string file)
    {
        using var home = new GuardedHome();
        home.Responds();
        var text = File.ReadAllText(Path.Combine(Folder, file)).Trim();
        for (var seed = 0; seed < 1_000; seed++)
        {
            var json = JsonNode.Parse(text)!.AsObject();
            json["transcript_path"] = home.Transcript;
            json["session_id"] = GuardedHome.Session;
            var input = json.ToJsonString();
            var start = input.IndexOf("\"cost\":", StringComparison.Ordinal);
            var end = input.IndexOf('}', start) + 1;
            var random = new Random(seed);
            var cost = seed % 2 == 0 ? Encoding.UTF8.GetString(Mutator.Mutate(Encoding.UTF8.GetBytes(input[start..end]), random)) : Mutator.SwapValue(input[start..end], random);
            home.Clock.Now += TimeSpan.FromSeconds(random.Next(100));
            StatusRunner.Run(Encoding.UTF8.GetBytes(input[..start] + cost + input[end..]), home.Environment, CancellationToken.None);
        }

        using var ledger = LedgerStore.OpenReadOnly(home.Environment.Paths.Ledger)!;
        var counts = Observations.OfSession(ledger, GuardedHome.Session);
        Assert.NotEmpty(counts);
        Assert.All(counts, count => Assert.True(count.FirstCost >= 0 && count.Last.Cost >= count.FirstCost && count.FirstSeen <= count.LastSeen && count.Last.Duration is null or >= 0, $"{count}"));
        Assert.True(ReportedTotals.Find(ledger, GuardedHome.Session)!.Own >= 0);
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_whole_input_of_each_version_is_understood(string file)
    {
        using var home = new GuardedHome();
        var input = StatusInputReader.Read(File.ReadAllBytes(Path.Combine(Folder, file)));

        Assert.Null(input.Fault);
        Assert.NotNull(input.SessionId);
        Assert.NotNull(input.TranscriptPath);
        Assert.NotNull(input.ModelName);
        Assert.NotNull(input.TotalCost);
        Assert.NotNull(input.Duration);
        Assert.NotNull(input.Version);
        Assert.NotNull(input.Project);
    }

    /// <summary>Every field may be missing, null, or of another type.</summary>
    private static string Prepared(string text, GuardedHome home, Random random)
    {
        var json = JsonNode.Parse(text)!.AsObject();
        json["transcript_path"] = home.Transcript;
        json["session_id"] = GuardedHome.Session;
        for (var times = random.Next(0, 6); times > 0; times--)
        {
            var at = json;
            while (true)
            {
                var name = at.Select(member => member.Key).ElementAtOrDefault(random.Next(Math.Max(1, at.Count)));
                if (name is null)
                {
                    break;
                }

                if (at[name] is JsonObject inner && random.Next(3) > 0)
                {
                    at = inner;
                    continue;
                }

                at.Remove(name);
                if (random.Next(2) == 0)
                {
                    at[name] = $"@{random.Next(Values.Length)}@";
                }

                break;
            }
        }

        var damaged = json.ToJsonString();
        for (var i = 0; i < Values.Length; i++)
        {
            damaged = damaged.Replace($"\"@{i}@\"", Values[i], StringComparison.Ordinal);
        }

        return damaged;
    }
}
