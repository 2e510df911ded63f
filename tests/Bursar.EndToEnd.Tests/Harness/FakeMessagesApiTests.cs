using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Harness;

/// <summary>The fake API on its own, asked by hand.</summary>
public sealed class FakeMessagesApiTests
{
    private static readonly Script OneAnswer = new Script().Conversation("main", Reply.Says("Hello.").Billing(input: 4, output: 5));

    [Fact]
    public async Task A_scripted_answer_carries_its_bill_in_stream_and_in_one_piece()
    {
        await using var api = await FakeMessagesApi.StartAsync(OneAnswer);

        var whole = JsonNode.Parse(await AskAsync(api, Ask(Marker.Prompt("main", "Hi."))))!;
        var stream = await AskAsync(api, Ask(Marker.Prompt("main", "Hi."), stream: true));

        Assert.Equal(5, (int?)whole["usage"]!["output_tokens"]);
        Assert.Equal("Hello.", (string?)whole["content"]![0]!["text"]);
        Assert.StartsWith("event: message_start\n", stream, StringComparison.Ordinal);
        Assert.EndsWith("""data: {"type":"message_stop"}""", stream.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(2, api.Bill.Named("main").Count);
        Assert.Equal((string?)whole["id"], api.Bill.All[0].MessageId);
        Assert.Contains(api.Bill.All[1].MessageId, stream, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_quotes_the_prompt_but_offers_no_tools_is_a_background_call()
    {
        await using var api = await FakeMessagesApi.StartAsync(OneAnswer);

        await AskAsync(api, Ask($"Name this: {Marker.Prompt("main", "Hi.")}", tools: false));

        Assert.Empty(api.Bill.Conversations);
        Assert.Equal(Script.Background.Usage, Assert.Single(api.Bill.Background).Usage);
        Assert.Empty(api.Faults);
    }

    [Fact]
    public async Task A_step_beyond_the_script_is_answered_and_named_as_a_fault()
    {
        await using var api = await FakeMessagesApi.StartAsync(OneAnswer);
        var request = Ask(Marker.Prompt("main", "Hi."));
        request["messages"]!.AsArray().Add(new JsonObject { ["role"] = "assistant", ["content"] = "Hello." });

        await AskAsync(api, request);

        Assert.Contains("step 1 of conversation 'main'", Assert.Single(api.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_marker_repeated_later_does_not_start_the_script_again()
    {
        var script = new Script().Conversation("main", Reply.Says("Hello."), Reply.Says("Bye."));
        await using var api = await FakeMessagesApi.StartAsync(script);
        var request = Ask(Marker.Prompt("main", "Hi."));
        request["messages"]!.AsArray().Add(new JsonObject { ["role"] = "assistant", ["content"] = "Hello." });
        request["messages"]!.AsArray().Add(new JsonObject { ["role"] = "user", ["content"] = Marker.Prompt("main", "As said.") });

        Assert.Contains("Bye.", await AskAsync(api, request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_request_bills_nothing_until_it_is_repeated()
    {
        var script = new Script().Conversation("main", Reply.Says("Hello.") with { Refusals = 1 });
        await using var api = await FakeMessagesApi.StartAsync(script);
        using var http = new HttpClient();

        var refused = await PostAsync(http, api, Ask(Marker.Prompt("main", "Hi.")));
        var callsThen = api.Bill.Calls;
        var answered = await PostAsync(http, api, Ask(Marker.Prompt("main", "Hi.")));

        Assert.Equal((529, 0), ((int)refused.StatusCode, callsThen));
        Assert.Equal((200, 1), ((int)answered.StatusCode, api.Bill.Calls));
    }

    [Fact]
    public async Task Tokens_can_be_counted_and_other_paths_are_not_found()
    {
        await using var api = await FakeMessagesApi.StartAsync(OneAnswer);
        using var http = new HttpClient();

        var count = await http.PostAsJsonAsync(new Uri(api.Address, "/v1/messages/count_tokens"), new { }, TestContext.Current.CancellationToken);
        var other = await http.GetAsync(new Uri(api.Address, "/v1/nothing"), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (count.StatusCode, other.StatusCode));
        Assert.Equal(0, api.Bill.Calls);
    }

    private static JsonObject Ask(string prompt, bool tools = true, bool stream = false) => new()
    {
        ["model"] = "claude-opus-4-8",
        ["stream"] = stream,
        ["tools"] = tools ? new JsonArray(new JsonObject { ["name"] = "Bash", ["input_schema"] = new JsonObject() }) : [],
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
    };

    private static async Task<string> AskAsync(FakeMessagesApi api, JsonObject request)
    {
        using var http = new HttpClient();
        var response = await PostAsync(http, api, request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, FakeMessagesApi api, JsonObject request) =>
        http.PostAsJsonAsync(new Uri(api.Address, "/v1/messages?beta=true"), request, TestContext.Current.CancellationToken);
}
