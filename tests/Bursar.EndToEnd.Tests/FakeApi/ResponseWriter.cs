using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Bursar.EndToEnd.Tests.FakeApi;

/// <summary>Writes a reply the way the Messages API does: as server-sent events or as one JSON body.</summary>
internal static class ResponseWriter
{
    public static async Task WriteJsonAsync(HttpResponse http, BilledResponse billed, Reply reply)
    {
        var message = Message(billed, reply.Usage.ToJson());
        message["content"] = new JsonArray([.. reply.Blocks.Select((b, i) => (JsonNode)Whole(billed, b, i))]);
        message["stop_reason"] = reply.StopReason;
        http.ContentType = "application/json";
        await http.WriteAsync(message.ToJsonString());
    }

    public static async Task WriteStreamAsync(HttpResponse http, BilledResponse billed, Reply reply)
    {
        http.ContentType = "text/event-stream";
        var events = new StringBuilder();
        // Only the final event carries the true output: what a client writes down earlier is a placeholder.
        Add(events, "message_start", new() { ["message"] = Message(billed, reply.Usage.ToJson(output: 1)) });
        if (reply.BeforeFirstBlock is { } before)
        {
            await SendAsync(http, events);
            await before(billed);
        }

        for (var i = 0; i < reply.Blocks.Length; i++)
        {
            Add(events, "content_block_start", new() { ["index"] = i, ["content_block"] = Empty(billed, reply.Blocks[i], i) });
            Add(events, "content_block_delta", new() { ["index"] = i, ["delta"] = Delta(reply.Blocks[i]) });
            Add(events, "content_block_stop", new() { ["index"] = i });
        }

        if (reply.BeforeFinalUsage is { } wait)
        {
            await SendAsync(http, events);
            await wait(billed);
        }

        var usage = reply.Usage.ToJson();
        if (reply.Iterations is { } passes)
        {
            usage["iterations"] = new JsonArray([.. passes.Select(pass => pass.DeepClone())]);
        }

        Add(events, "message_delta", new()
        {
            ["delta"] = new JsonObject { ["stop_reason"] = reply.StopReason, ["stop_sequence"] = null },
            ["usage"] = usage,
        });
        Add(events, "message_stop", []);
        // In one piece: a subagent's lines keep the placeholder for good if they are written before the final usage arrives.
        await SendAsync(http, events);
    }

    public static async Task WriteErrorAsync(HttpResponse http, int status, string type, string message)
    {
        http.StatusCode = status;
        http.ContentType = "application/json";
        var error = new JsonObject { ["type"] = type, ["message"] = message };
        await http.WriteAsync(new JsonObject { ["type"] = "error", ["error"] = error }.ToJsonString());
    }

    private static void Add(StringBuilder events, string type, JsonObject data)
    {
        data["type"] = type;
        events.Append($"event: {type}\ndata: {data.ToJsonString()}\n\n");
    }

    private static async Task SendAsync(HttpResponse http, StringBuilder events)
    {
        await http.WriteAsync(events.ToString());
        await http.Body.FlushAsync();
        events.Clear();
    }

    private static JsonObject Message(BilledResponse billed, JsonObject usage) => new()
    {
        ["id"] = billed.MessageId,
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = billed.Model,
        ["content"] = new JsonArray(),
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
        ["usage"] = usage,
    };

    private static JsonObject Empty(BilledResponse billed, ContentBlock block, int index) => block switch
    {
        ContentBlock.Text => new() { ["type"] = "text", ["text"] = "" },
        ContentBlock.Thinking => new() { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" },
        ContentBlock.ToolUse tool => ToolUse(billed, tool, index, new JsonObject()),
        _ => throw new InvalidOperationException($"A {block.GetType().Name} block cannot be sent."),
    };

    private static JsonObject Delta(ContentBlock block) => block switch
    {
        ContentBlock.Text text => new() { ["type"] = "text_delta", ["text"] = text.Value },
        ContentBlock.Thinking thinking => new() { ["type"] = "thinking_delta", ["thinking"] = thinking.Value },
        ContentBlock.ToolUse tool => new() { ["type"] = "input_json_delta", ["partial_json"] = tool.Input.ToJsonString() },
        _ => throw new InvalidOperationException($"A {block.GetType().Name} block cannot be sent."),
    };

    private static JsonObject Whole(BilledResponse billed, ContentBlock block, int index) => block switch
    {
        ContentBlock.Text text => new() { ["type"] = "text", ["text"] = text.Value },
        ContentBlock.Thinking thinking => new() { ["type"] = "thinking", ["thinking"] = thinking.Value, ["signature"] = "" },
        ContentBlock.ToolUse tool => ToolUse(billed, tool, index, tool.Input.DeepClone()),
        _ => throw new InvalidOperationException($"A {block.GetType().Name} block cannot be sent."),
    };

    private static JsonObject ToolUse(BilledResponse billed, ContentBlock.ToolUse tool, int index, JsonNode input) => new()
    {
        ["type"] = "tool_use",
        ["id"] = $"{billed.MessageId.Replace("msg_", "toolu_", StringComparison.Ordinal)}x{index}",
        ["name"] = tool.Name,
        ["input"] = input,
    };
}
