using System.Globalization;
using Bursar.Cli.Tests.Corpus;
using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.Forecasting;

/// <summary>Anomalies of transcripts, by the built program.</summary>
public sealed class AnomalyTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:x8}-0005-4000-8000-00000000000e");

    /// <summary>One response of as many dollars.</summary>
    private static string Costing(int session, DateTimeOffset at, decimal dollars, string? agent = null) =>
        TranscriptLine.Of($"msg_{session}_{agent}", at, new Tokens(0, (long)(dollars / 5 * 1_000_000), 0, 0, 0), ListPrice.Haiku, Id(session), "end_turn", agent);

    private static string Calling(int session, int number, string input, string call) =>
        TranscriptLine.Of($"msg_{session}_{number}", Now.AddMinutes(-60).AddSeconds(number * 5), new Tokens(10, 100, 0, 0, 1000), ListPrice.Haiku, Id(session), "tool_use")
            .Replace("""{"type":"text","text":"A leaf fell."}""", $$$"""{"type":"tool_use","id":"{{{call}}}","name":"Bash","input":{{{input}}}}""", StringComparison.Ordinal);

    private void Write(int session, IEnumerable<string> lines, string? agent = null)
    {
        var folder = Path.Combine(_sandbox.Claude, "projects", "-home-ada-grove");
        var file = agent is null ? Path.Combine(folder, Id(session) + ".jsonl") : Path.Combine(folder, Id(session), "subagents", $"agent-{agent}.jsonl");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllLines(file, lines);
    }

    [Fact]
    public async Task The_same_command_again_and_again_is_a_loop_and_other_commands_are_not_and_no_text_of_them_is_kept()
    {
        Write(1, Enumerable.Range(0, 7).Select(i => Calling(1, i, """{"command":"make the-secret-target"}""", $"toolu_a{i}")));
        Write(2, Enumerable.Range(0, 7).Select(i => Calling(2, i, $$"""{"command":"make part{{i}}"}""", $"toolu_b{i}")));

        var found = (await _sandbox.RunAsync("anomalies", "--json")).MustSucceed().Json().GetProperty("anomalies").EnumerateArray().ToList();

        var loop = Assert.Single(found);
        Assert.Equal(("loop", Id(1), 7), (loop.GetProperty("kind").GetString(), loop.GetProperty("session_id").GetString(), loop.Number("count")));
        Assert.True(loop.Number("cost_usd") > 0);
        Assert.Contains("7 times", (await _sandbox.RunAsync("anomalies")).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.Empty((await _sandbox.RunAsync("anomalies", "--session", Id(2)[..8], "--json")).MustSucceed().Json().GetProperty("anomalies").EnumerateArray());
        Assert.DoesNotContain("secret-target", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(_sandbox.Ledger)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_its_day_and_hour_and_a_subagent_far_outside_their_own_history_are_found_with_what_was_usual()
    {
        for (var i = 0; i < 30; i++)
        {
            var at = Now.AddDays(i - 31);
            Write(i, [Costing(i, at, 2 + (i % 3 / 2m))]);
            Write(i, [Costing(i, at.AddSeconds(1), 0.1m, $"a{i}")], $"a{i}");
        }

        Write(99, [Costing(99, Now.AddDays(-1), 40)]);
        Write(99, [Costing(99, Now.AddDays(-1).AddSeconds(1), 5, "wild")], "wild");

        var found = (await _sandbox.RunAsync("anomalies", "--json")).MustSucceed().Json().GetProperty("anomalies").EnumerateArray().ToList();

        Assert.Equal(["runaway_subagent:subagent", "spike:day", "spike:hour", "spike:session"], found.Select(one => $"{one.GetProperty("kind").GetString()}:{one.GetProperty("of").GetString()}").Order(StringComparer.Ordinal));
        var subagent = found.Single(one => one.GetProperty("of").GetString() == "subagent");
        Assert.Equal(("wild", 5m, 0.1m), (subagent.GetProperty("agent_id").GetString(), subagent.Number("cost_usd"), decimal.Round(subagent.Number("expected_usd"), 6)));
        Assert.All(found, one => Assert.Contains("times the", one.GetProperty("why").GetString(), StringComparison.Ordinal));
        Assert.Empty((await _sandbox.RunAsync("anomalies", "--json", "--since", Now.AddDays(1).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))).MustSucceed().Json().GetProperty("anomalies").EnumerateArray());
    }

    [Fact]
    public async Task With_nothing_out_of_the_ordinary_it_says_so() =>
        Assert.Contains("Nothing out of the ordinary", (await _sandbox.RunAsync("anomalies")).MustSucceed().Stdout, StringComparison.Ordinal);
}
