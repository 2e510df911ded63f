using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Scenarios;

/// <summary>Where the client's own figure, or its transcript, is not the bill.</summary>
public sealed class BeyondTheClientTests
{
    [Fact]
    public async Task Inference_in_the_us_costs_a_tenth_more_which_the_client_leaves_out()
    {
        var reply = Reply.Says("Here.").Billing(input: 1000, output: 2000, cache5m: 3000, cacheRead: 4000);
        reply = reply with { Usage = reply.Usage with { InferenceGeo = "us" } };
        await using var scenario = await Scenario.StartAsync(new Script().Conversation("main", reply));

        var run = await scenario.AskAsync("main");

        var usage = await scenario.Bursar.UsageAsync(run.SessionId);
        Truth.IsTheBill(scenario.Bill.All, usage);
        Truth.SameMoney(run.TotalCostUsd * 1.1m, usage.CostUsd, "cost_usd against the client's total_cost_usd and a tenth");
    }

    [Fact]
    public async Task A_model_without_a_price_is_counted_and_named()
    {
        const string Unknown = "claude-unheard-of-9";
        var script = new Script().Conversation("main", Reply.Says("Hm.").Billing(input: 123, output: 456, cacheRead: 789));
        await using var scenario = await Scenario.StartAsync(script);

        var run = await scenario.AskAsync("main", p => p with { Model = Unknown });

        var result = (await scenario.Bursar.RunAsync("usage", "--session", run.SessionId, "--json")).MustSucceed();
        var json = JsonNode.Parse(result.Stdout)!;
        Assert.Equal((123, 456, 789), ((int)json["input_tokens"]!, (int)json["output_tokens"]!, (int)json["cache_read_input_tokens"]!));
        Assert.Equal(Unknown, (string?)Assert.Single(json["unpriced_models"]!.AsArray()));
        Assert.True(json["cost_usd"] is null || (decimal)json["cost_usd"]! == 0m, $"A price was guessed:\n{result}");
    }

    /// <summary>
    /// When a subagent's response ends slowly, the client writes its lines before the final usage and never mends them:
    /// output_tokens stays at its placeholder. Only the parent's tool result has the truth, of the last response.
    /// </summary>
    [Fact]
    public async Task A_slow_subagents_usage_is_a_floor_and_says_so()
    {
        ClientHome? home = null;
        Task WrittenAsync(BilledResponse billed) => home!.WrittenAsync(billed.MessageId);
        var script = new Script()
            .Conversation("main", Reply.StartsAgent("slow").Billing(input: 10, output: 50), Reply.Says("Done.").Billing(input: 5, output: 25))
            .Conversation("slow",
                Reply.RunsBash("echo slow").Billing(input: 20, output: 4000, cache5m: 300) with { BeforeFinalUsage = WrittenAsync },
                Reply.Says("Slow.").Billing(input: 30, output: 5000, cacheRead: 300) with { BeforeFinalUsage = WrittenAsync });
        await using var scenario = await Scenario.StartAsync(script);
        home = scenario.Home;

        var run = await scenario.AskAsync("main");

        Truth.ClientAgrees(scenario, run);
        var agent = TranscriptLines.Read(Assert.Single(home.SubagentTranscripts(run.SessionId))).Where(l => (string?)l["type"] == "assistant");
        Assert.All(agent, line => Assert.Equal((null, 1), ((string?)line["message"]!["stop_reason"], (int)line["message"]!["usage"]!["output_tokens"]!)));
        var parent = TranscriptLines.Read(home.Transcript(run.SessionId)).Single(l => l["toolUseResult"]?["usage"] is not null);
        Assert.Equal(5000, (int)parent["toolUseResult"]!["usage"]!["output_tokens"]!);

        var usage = await scenario.Bursar.UsageAsync(run.SessionId);
        Assert.Equal((65, 300, 300, 2), (usage.Input, usage.CacheWrite, usage.CacheRead, usage.Turns));
        Assert.True(usage.IsFloor);
        Assert.InRange(usage.Output, 50 + 25 + 1 + 1, 50 + 25 + 4000 + 5000);
        Assert.InRange(usage.CostUsd, 0.000001m, run.TotalCostUsd);
    }
}
