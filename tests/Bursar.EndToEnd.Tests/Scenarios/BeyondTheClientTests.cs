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

    [Fact]
    public async Task A_gateways_responses_are_counted_once_also_in_a_fork()
    {
        static Reply Gateways(Reply reply) => reply with { IsGateways = true };
        var script = new Script()
            .Conversation("first",
                Gateways(Reply.Thinks("Two commands.").Saying("Running both.").Running("echo one").Running("echo two").Billing(input: 1000, output: 100)),
                Gateways(Reply.Says("Done.").Billing(input: 7, output: 11)))
            .Conversation("second", Gateways(Reply.Says("Two.").Running("echo three").Billing(input: 500, output: 50)), Gateways(Reply.Says("Done.").Billing(input: 3, output: 5)));
        await using var scenario = await Scenario.StartAsync(script);

        var original = await scenario.AskAsync("first");
        var lines = TranscriptLines.Read(scenario.Home.Transcript(original.SessionId)).Where(line => (string?)line["type"] == "assistant").ToList();
        Assert.True(lines.Count > 2, "The client writes a line for each block.");
        Assert.All(lines, line => Assert.False(line.ContainsKey("requestId")));
        await Truth.BursarAgreesAsync(scenario, original.SessionId, original);

        var fork = await scenario.AskAsync("second", p => p with { Resume = original.SessionId, Fork = true });

        await Truth.BursarAgreesAsync(scenario, fork.SessionId, fork);
        await Truth.BursarAgreesAsync(scenario, original.SessionId, original);
        await Truth.DailyIsTheBillAsync(scenario);
    }

    private static JsonObject Pass(string type, string? model, long input, long output, long cacheRead = 0) => new()
    {
        ["type"] = type,
        ["model"] = model,
        ["input_tokens"] = input,
        ["output_tokens"] = output,
        ["cache_read_input_tokens"] = cacheRead,
        ["cache_creation_input_tokens"] = 0,
    };

    /// <summary>The client's own figure has the prompt of the first pass alone.</summary>
    [Fact]
    public async Task The_prompt_after_an_advisors_advice_is_billed_as_well()
    {
        var reply = Reply.Says("Advised.").Billing(input: 412, output: 531, cacheRead: 50_000) with
        {
            Iterations = [Pass("message", null, 412, 89, 50_000), Pass("advisor_message", ListPrice.Opus, 60_823, 1_612), Pass("message", null, 1_348, 442, 50_412)],
        };
        await using var scenario = await Scenario.StartAsync(new Script().Conversation("main", reply));

        var run = await scenario.AskAsync("main", p => p with { Model = ListPrice.Sonnet });

        var usage = await scenario.Bursar.UsageAsync(run.SessionId);
        Assert.Equal((412 + 1_348 + 60_823, 531 + 1_612, 50_000 + 50_412, 1), (usage.Input, usage.Output, usage.CacheRead, usage.Turns));
        Truth.SameMoney(0.3877836m, usage.CostUsd, "cost_usd against the API's record of passes");
        Assert.True(run.TotalCostUsd < usage.CostUsd, $"The client says {run.TotalCostUsd}.");
    }

    /// <summary>The client's own figure has the last attempt alone.</summary>
    [Fact]
    public async Task Where_a_model_declines_both_attempts_are_billed()
    {
        var reply = Reply.Says("Done by another.").Billing(input: 5_412, output: 264) with
        {
            Iterations = [Pass("message", ListPrice.Sonnet, 535, 427), Pass("fallback_message", ListPrice.Opus, 5_412, 264)],
        };
        await using var scenario = await Scenario.StartAsync(new Script().Conversation("main", reply));

        var run = await scenario.AskAsync("main", p => p with { Model = ListPrice.Sonnet });

        var usage = await scenario.Bursar.UsageAsync(run.SessionId);
        Assert.Equal([ListPrice.Opus, ListPrice.Sonnet], usage.Models.Keys.Order(StringComparer.Ordinal));
        Truth.SameMoney((5_412 * 5m + 264 * 25m) / 1_000_000m, usage.Models[ListPrice.Opus].CostUsd, "the attempt that answered");
        Truth.SameMoney((535 * 3m + 427 * 15m) / 1_000_000m, usage.Models[ListPrice.Sonnet].CostUsd, "the attempt that declined");
    }
}
