using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Scenarios;

/// <summary>The main thread of one session, from a plain answer to tools, caches and searches.</summary>
public sealed class OneSessionTests
{
    [Fact]
    public async Task A_plain_answer_costs_what_the_client_says()
    {
        await AgreesAsync(Reply.Says("Hello.").Billing(input: 11, output: 101, cache5m: 1000, cacheRead: 500));
    }

    [Fact]
    public async Task A_response_of_several_blocks_is_counted_once()
    {
        await AgreesAsync(
            Reply.Thinks("Two commands.").Saying("Running both.").Running("echo one").Running("echo two")
                .Billing(input: 13, output: 211, cache5m: 700),
            Reply.Says("Done.").Billing(input: 4, output: 17, cacheRead: 700));
    }

    [Fact]
    public async Task A_tool_loop_adds_up_response_by_response()
    {
        await AgreesAsync(
            Reply.RunsBash("echo one").Billing(input: 10, output: 50, cache5m: 900),
            Reply.Says("Again.").Running("echo two").Billing(input: 6, output: 40, cache5m: 80, cacheRead: 900),
            Reply.RunsBash("false").Billing(input: 6, output: 30, cache5m: 70, cacheRead: 980),
            Reply.Says("Done.").Billing(input: 6, output: 20, cacheRead: 1050));
    }

    [Fact]
    public async Task Cache_writes_of_five_minutes_and_of_an_hour_have_their_own_prices()
    {
        await AgreesAsync(
            Reply.RunsBash("echo five").Billing(input: 1, output: 1, cache5m: 123_457),
            Reply.RunsBash("echo hour").Billing(input: 1, output: 1, cache1h: 123_457),
            Reply.Says("Both.").Billing(input: 1, output: 1, cache5m: 60_001, cache1h: 40_003, cacheRead: 246_914));
    }

    [Fact]
    public async Task Web_searches_are_charged_by_the_search()
    {
        await AgreesAsync(Reply.Says("Found.").Billing(input: 20, output: 40, webSearches: 3));
    }

    [Fact]
    public async Task A_refused_and_repeated_request_is_counted_once()
    {
        await AgreesAsync(
            Reply.RunsBash("echo one").Billing(input: 10, output: 50) with { Refusals = 2 },
            Reply.Says("Done.").Billing(input: 8, output: 20));
    }

    [Fact]
    public async Task A_response_without_any_usage_still_counts_as_a_turn()
    {
        await AgreesAsync(Reply.RunsBash("echo one").Billing(input: 10, output: 50), Reply.Says("Done.").Billing());
    }

    [Fact]
    public async Task A_call_in_the_background_is_in_the_clients_figure_and_not_in_the_sessions()
    {
        var script = new Script().Conversation("main",
            Reply.CallsTool("WebSearch", new() { ["query"] = "bursar" }).Billing(input: 10, output: 50),
            Reply.Says("Done.").Billing(input: 8, output: 20));
        await using var scenario = await Scenario.StartAsync(script);

        var run = await scenario.AskAsync("main");

        Assert.NotEmpty(scenario.Bill.Background);
        Truth.ClientAgrees(scenario, run);
        await Truth.BursarAgreesAsync(scenario, run.SessionId, run);
    }

    private static async Task AgreesAsync(params Reply[] replies)
    {
        await using var scenario = await Scenario.StartAsync(new Script().Conversation("main", replies));

        var run = await scenario.AskAsync("main");

        Truth.ClientAgrees(scenario, run);
        await Truth.BursarAgreesAsync(scenario, run.SessionId, run);
        await Truth.DailyIsTheBillAsync(scenario);
    }
}
