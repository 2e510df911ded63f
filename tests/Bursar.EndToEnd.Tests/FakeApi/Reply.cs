using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Bursar.EndToEnd.Tests.FakeApi;

/// <summary>One scripted response: its blocks, and what it bills.</summary>
public sealed record Reply
{
    public ImmutableArray<ContentBlock> Blocks { get; init; } = [];
    public BilledUsage Usage { get; init; } = new() { Input = 10, Output = 20 };

    /// <summary>The model named in the response; null answers with the model that was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>Answers as many gateways do: with an id of its own form, and without the header that names the request.</summary>
    public bool IsGateways { get; init; }

    /// <summary>The passes behind the response, as the API tells them with the final usage; null for none.</summary>
    public ImmutableArray<JsonObject>? Iterations { get; init; }

    /// <summary>How many attempts at this step the API refuses as overloaded before it answers. Refusals bill nothing.</summary>
    public int Refusals { get; init; }

    /// <summary>Awaited before the first block, as when a model thinks for long, or when something happens meanwhile.</summary>
    public Func<BilledResponse, Task>? BeforeFirstBlock { get; init; }

    /// <summary>Awaited after the last block and before the final usage, as when a response ends slowly.</summary>
    public Func<BilledResponse, Task>? BeforeFinalUsage { get; init; }

    public int ToolCalls => Blocks.Count(b => b is ContentBlock.ToolUse);

    public string StopReason => ToolCalls > 0 ? "tool_use" : "end_turn";

    public static Reply Says(string text) => new Reply().And(new ContentBlock.Text(text));

    public static Reply Thinks(string thought) => new Reply().And(new ContentBlock.Thinking(thought));

    public static Reply CallsTool(string name, JsonObject input) => new Reply().Calling(name, input);

    public static Reply RunsBash(string command) => new Reply().Running(command);

    /// <summary>Something that happens elsewhere while this response is being made.</summary>
    public Reply While(Action happening) => this with
    {
        BeforeFirstBlock = _ =>
        {
            happening();
            return Task.CompletedTask;
        },
    };

    public static Reply StartsAgent(string conversation, string type = "general-purpose", string? model = null) =>
        new Reply().Starting(conversation, type, model);

    public Reply Saying(string text) => And(new ContentBlock.Text(text));

    public Reply Calling(string name, JsonObject input) => And(new ContentBlock.ToolUse(name, input));

    public Reply Running(string command) =>
        Calling("Bash", new JsonObject { ["command"] = command, ["description"] = "Run a command" });

    /// <summary>A call of the Agent tool whose prompt carries the marker of <paramref name="conversation"/>.</summary>
    public Reply Starting(string conversation, string type = "general-purpose", string? model = null, bool inBackground = false)
    {
        var input = new JsonObject
        {
            ["description"] = $"Run {conversation}",
            ["prompt"] = Marker.Prompt(conversation, "Do your part."),
            ["subagent_type"] = type,
            ["run_in_background"] = inBackground,
        };
        if (model is not null)
        {
            input["model"] = model;
        }

        return Calling("Agent", input);
    }

    public Reply Billing(
        long input = 0, long output = 0, long cache5m = 0, long cache1h = 0, long cacheRead = 0, long webSearches = 0) =>
        this with
        {
            Usage = Usage with
            {
                Input = input,
                Output = output,
                CacheWrite5m = cache5m,
                CacheWrite1h = cache1h,
                CacheRead = cacheRead,
                WebSearches = webSearches,
            },
        };

    private Reply And(ContentBlock block) => this with { Blocks = Blocks.Add(block) };
}
