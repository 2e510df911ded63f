using System.Text.Json;
using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Guard;
using Bursar.EndToEnd.Tests.Programs;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Bursar.EndToEnd.Tests.Mcp;

/// <summary>The built server, driven by the client of the official SDK. No model and no Claude Code in it.</summary>
internal sealed class SdkServer : IAsyncDisposable
{
    private SdkServer(McpClient client) => Client = client;

    public McpClient Client { get; }

    public static async Task<SdkServer> StartAsync(GuardScenario scenario, string? protocol = null)
    {
        var environment = scenario.Client.Environment.ToDictionary(entry => entry.Key, entry => (string?)entry.Value, StringComparer.Ordinal);
        // Nothing of the machine that runs the tests.
        foreach (var name in new[] { "CLAUDE_CODE_SESSION_ID", "CLAUDE_PROJECT_DIR", "CLAUDE_CONFIG_DIR", "CLAUDECODE" })
        {
            environment.TryAdd(name, null);
        }

        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "bursar",
            Command = BursarProgram.Executable,
            Arguments = ["mcp"],
            WorkingDirectory = scenario.Home.Project,
            EnvironmentVariables = environment,
        });
        return new SdkServer(await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = protocol }, cancellationToken: TestContext.Current.CancellationToken));
    }

    /// <summary>Calls a tool and gives its structured content, or fails with what it said.</summary>
    public async Task<JsonNode> CallAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await RawAsync(tool, arguments);
        return result.IsError == true
            ? throw new InvalidOperationException($"{tool}: {Text(result)}")
            : JsonNode.Parse(result.StructuredContent!.Value.GetRawText())!;
    }

    public async Task<CallToolResult> RawAsync(string tool, params (string Name, object? Value)[] arguments) =>
        await Client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal), cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Listens to a resource until it is cancelled, by the request of the newest protocol.</summary>
    public Task ListenAsync(string uri, CancellationToken cancellation) => Client.SendRequestAsync(new JsonRpcRequest
    {
        Method = RequestMethods.SubscriptionsListen,
        Params = new JsonObject { ["notifications"] = new JsonObject { ["resourceSubscriptions"] = new JsonArray(uri) } },
    }, cancellation);

    /// <summary>What a hook of the form mcp_tool would be answered.</summary>
    public async Task<string> GuardAsync(JsonObject hookEvent) =>
        Text(await RawAsync("guard", [.. hookEvent.Select(field => (field.Key, (object?)field.Value!.GetValue<string>()))]));

    public static string Text(CallToolResult result) => string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
