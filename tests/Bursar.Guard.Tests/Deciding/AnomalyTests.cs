using System.Text.Json.Nodes;

namespace Bursar.Guard.Tests.Deciding;

/// <summary>What goes on out of the ordinary in a running session.</summary>
public sealed class AnomalyTests
{
    /// <summary>A response that calls the same tool with the same input as every other one, and the batch after it.</summary>
    private static JsonObject? Batch(GuardedHome home, string? agent = null, long input = 10)
    {
        home.Clock.Now = home.Clock.Now.AddSeconds(5);
        var call = home.Responds(input, agent: agent);
        return home.Ask("PostToolBatch", json =>
        {
            json["tool_calls"] = new JsonArray(new JsonObject { ["tool_use_id"] = call, ["tool_name"] = "Bash", ["tool_input"] = new JsonObject { ["command"] = "ls" } });
            if (agent is not null)
            {
                json["agent_id"] = agent;
                json["agent_type"] = "scout";
            }
        });
    }

    private static string? Message(JsonObject? answer) => answer?["systemMessage"]?.GetValue<string>();

    [Fact]
    public void Without_a_policy_that_asks_for_it_a_loop_is_not_told()
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":1000}}""");

        Assert.All(Enumerable.Range(0, 8), _ => Assert.Null(Batch(home)));
    }

    [Fact]
    public void A_loop_is_told_once_at_the_fifth_call_and_again_at_the_tenth_and_stops_nothing()
    {
        using var home = new GuardedHome("""{"anomalies":{"action":"warn"}}""");
        var answers = Enumerable.Range(0, 11).Select(_ => Batch(home)).ToList();

        Assert.Equal([4, 9], Enumerable.Range(0, 11).Where(i => answers[i] is not null));
        Assert.Contains("5 times", Message(answers[4]), StringComparison.Ordinal);
        Assert.All(answers, answer => Assert.Null(answer?["continue"]));
    }

    [Fact]
    public void By_a_stricter_file_a_loop_stops_the_session_and_the_next_prompt_and_response_go_on()
    {
        using var home = new GuardedHome("""{"anomalies":{"action":"warn"}}""");
        Directory.CreateDirectory(home["work/.bursar"]);
        File.WriteAllText(home["work/.bursar/policy.json"], """{"anomalies":{"action":"stop"}}""");
        var answers = Enumerable.Range(0, 5).Select(_ => Batch(home)).ToList();

        Assert.False(answers[4]!["continue"]!.GetValue<bool>());
        Assert.Contains("loop", answers[4]!["stopReason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(home.Ask("UserPromptSubmit", json => json["prompt"] = "Go on."));
        Assert.Null(Batch(home));
    }

    [Fact]
    public void A_subagent_that_uses_far_more_than_others_of_its_type_is_stopped_alone()
    {
        using var home = new GuardedHome("""{"anomalies":{"action":"stop"}}""");
        Assert.Null(Batch(home));
        for (var i = 0; i < 6; i++)
        {
            Assert.Null(Batch(home, $"a{i}", 4_000 + (i * 100)));
        }

        Assert.Null(Batch(home, "wild", 4_000));
        var answer = Batch(home, "wild", 200_000)!;
        Assert.False(answer["continue"]!.GetValue<bool>());
        Assert.Contains("far more than others of its type", answer["stopReason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(Batch(home));
    }
}
