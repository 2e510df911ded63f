using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bursar.Guard.Tests.Fuzz;

/// <summary>Whatever the client, or a file, may say: the hook answers in JSON or refuses cleanly, and never falls over.</summary>
public sealed class HookFuzzTests
{
    private const string Policy = """{"limits":{"maxSpendUSD":{"value":5,"enforcement":"fail-fast"},"maxTurns":100},"budgets":[{"name":"daily","period":"day","scope":{"agent":"scout"},"maxTokensIn":1000000,"warnAt":[0.5,0.8]}],"onError":"closed","protect":["~/x"]}""";

    /// <summary>Ten thousand in all.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void A_thousand_damaged_events(int thousand)
    {
        using var home = new GuardedHome(Policy);
        home.Clock.IsFast = true;
        home.Responds();
        string[] events = ["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolBatch", "PostToolUse", "SubagentStart", "SubagentStop", "Stop", "SessionEnd"];
        for (var seed = thousand * 1000; seed < (thousand + 1) * 1000; seed++)
        {
            var random = new Random(seed);
            var text = home.Event(events[seed % events.Length], json =>
            {
                json["tool_name"] = "Agent";
                json["tool_use_id"] = "toolu_1";
                json["tool_input"] = new JsonObject { ["subagent_type"] = "scout", ["prompt"] = "p" };
                json["prompt"] = "/release now";
                json["source"] = "startup";
                json["agent_id"] = seed % 3 == 0 ? "a1" : null;
            });

            Answers(home.Run(seed % 2 == 0 ? Mutator.Mutate(Encoding.UTF8.GetBytes(text), random) : Encoding.UTF8.GetBytes(Mutator.SwapValue(text, random))), $"seed {seed}");
        }
    }

    [Fact]
    public void Two_thousand_damaged_policies_that_the_hook_meets()
    {
        for (var round = 0; round < 20; round++)
        {
            using var home = new GuardedHome();
            var call = home.Responds();
            for (var i = 0; i < 100; i++)
            {
                var random = new Random((round * 1000) + i);
                File.WriteAllBytes(Prepared(home), Mutator.Mutate(Encoding.UTF8.GetBytes(Policy), random));
                var outcome = home.Run(home.Event("PreToolUse", json => json["tool_use_id"] = $"{call}-{i}"));

                Answers(outcome, $"round {round}, policy {i}");
                Assert.DoesNotContain("could not check", Encoding.UTF8.GetString(outcome.Output), StringComparison.Ordinal);
            }
        }
    }

    private static string Prepared(GuardedHome home)
    {
        Directory.CreateDirectory(home["bursar"]);
        return home["bursar/policy.json"];
    }

    private static void Answers(HookOutcome outcome, string which)
    {
        Assert.True(outcome.ExitCode is 0 or 2, which);
        Assert.True(outcome.ExitCode == 0 || outcome.Error is { Length: > 0 }, which);
        Assert.DoesNotContain("   at ", outcome.Error ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("does not expect", outcome.Error ?? "", StringComparison.Ordinal);
        if (outcome.Output.Length > 0)
        {
            using var json = JsonDocument.Parse(outcome.Output);
            Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        }
    }
}
