using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Guard;
using Bursar.EndToEnd.Tests.Programs;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Bursar.EndToEnd.Tests.Mcp;

/// <summary>What any client of the protocol sees: lists, calls, resources, errors, and an end.</summary>
public sealed class ServerTests
{
    private static readonly string[] ReadOnly = ["session_usage", "check_limits", "usage_report", "phase_report", "estimate"];
    private static readonly string[] Writing = ["phase_start", "phase_end", "guard"];

    [Fact]
    public async Task Every_tool_tells_a_model_what_it_is_for_and_whether_it_changes_anything()
    {
        await using var scenario = await StartAsync();
        await using var server = await SdkServer.StartAsync(scenario);

        var tools = await server.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(ReadOnly.Concat(Writing).Order(StringComparer.Ordinal), tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.All(tools, tool =>
        {
            Assert.InRange(tool.Description.Length, 100, 900);
            Assert.Equal(ReadOnly.Contains(tool.Name, StringComparer.Ordinal), tool.ProtocolTool.Annotations!.ReadOnlyHint);
            Assert.False(tool.ProtocolTool.Annotations.DestructiveHint);
            Assert.False(tool.ProtocolTool.Annotations.OpenWorldHint);
            Assert.Equal("object", tool.JsonSchema.GetProperty("type").GetString());
        });
        Assert.All(tools.Where(tool => tool.Name != "guard").SelectMany(tool => tool.JsonSchema.GetProperty("properties").EnumerateObject()),
            property => Assert.NotEmpty(property.Value.GetProperty("description").GetString()!));
        // All of it costs the agent context.
        Assert.InRange(JsonSerializer.Serialize(tools.Select(tool => tool.ProtocolTool), McpJsonUtilities.DefaultOptions).Length, 1, 9_000);
        Assert.Contains("check_limits", server.Client.ServerInstructions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_tool_answers()
    {
        await using var scenario = await StartAsync("""{"limits":{"maxTokensOut":1000}}""");
        var session = new SessionOnDisk(scenario, 1);
        session.Add(output: 400);
        await using var server = await SdkServer.StartAsync(scenario);
        var id = ("session_id", (object?)session.Id);

        Assert.Equal(400, (int?)(await server.CallAsync("session_usage", id))["output_tokens"]);
        Assert.Equal(600, (int?)(await server.CallAsync("check_limits", id))["limits"]![0]!["remaining"]);
        Assert.Equal(400, (int?)(await server.CallAsync("usage_report", ("by", "session")))["totals"]!["outputTokens"]);
        Assert.Equal("build", (string?)(await server.CallAsync("phase_start", ("name", "build"), ("estimate_tokens", 500), id))["name"]);
        Assert.Equal("build", (string?)(await server.CallAsync("phase_end", id))["ended"]![0]!["name"]);
        Assert.Equal(["build", null], (await server.CallAsync("phase_report", id))["phases"]!.AsArray().Select(phase => (string?)phase!["name"]));
        Assert.Equal("build", (string?)(await server.CallAsync("estimate", ("name", "build")))["name"]);
        Assert.Equal("", await server.GuardAsync(scenario.Event("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", "toolu_1"), ("tool_input", """{"command":"true"}"""))));
        session.Add(output: 700);
        Assert.Contains("\"permissionDecision\":\"deny\"", await server.GuardAsync(scenario.Event("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", "toolu_2"), ("tool_input", """{"command":"true"}"""))), StringComparison.Ordinal);
    }

    /// <summary>What is kept open saves hooks the making of a log and waits for the disk; and is never an old ledger.</summary>
    [Fact]
    public async Task While_it_runs_the_ledger_stays_open_and_one_that_was_rebuilt_or_removed_is_found()
    {
        await using var scenario = await StartAsync("""{"limits":{"maxTokensOut":1000}}""");
        var session = new SessionOnDisk(scenario, 1);
        var bursar = new BursarProgram(scenario.Home.Home, scenario.Home.BursarHome);
        var ledger = Path.Combine(scenario.Home.BursarHome, "ledger.db");
        var log = ledger + "-wal";
        SdkServer? server = null;
        async Task<bool> IsDenied() => (await server!.GuardAsync(scenario.Event("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", session.Add(output: 300)), ("tool_input", """{"command":"true"}""")))).Contains("\"deny\"", StringComparison.Ordinal);
        await using (server = await SdkServer.StartAsync(scenario))
        {
            await server.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
            (await bursar.RunAsync("ingest")).MustSucceed();
            Assert.True(File.Exists(log));

            Assert.False(await IsDenied());
            (await bursar.RunAsync("ledger", "rebuild")).MustSucceed();
            Assert.False(await IsDenied());
            (await bursar.RunAsync("ledger", "check")).MustSucceed();
            Assert.Contains("600", (await bursar.RunAsync("usage", "--session", session.Id, "--json")).MustSucceed().Stdout, StringComparison.Ordinal);

            File.Delete(ledger);
            File.Delete(log);
            File.Delete(ledger + "-shm");
            Assert.False(await IsDenied());
            Assert.True(await IsDenied());
        }

        (await bursar.RunAsync("ledger", "check")).MustSucceed();
    }

    [Fact]
    public async Task The_resources_are_listed_and_read_by_id_or_its_beginning()
    {
        await using var scenario = await StartAsync();
        var session = new SessionOnDisk(scenario, 1);
        session.Add(output: 400);
        await using var server = await SdkServer.StartAsync(scenario);
        var stop = TestContext.Current.CancellationToken;

        Assert.Equal("claude://session/usage", Assert.Single(await server.Client.ListResourcesAsync(cancellationToken: stop)).Uri);
        Assert.Equal("claude://session/{id}/usage", Assert.Single(await server.Client.ListResourceTemplatesAsync(cancellationToken: stop)).UriTemplate);
        var read = (TextResourceContents)Assert.Single((await server.Client.ReadResourceAsync($"claude://session/{session.Id[..30]}/usage", cancellationToken: stop)).Contents);
        var printed = (await new BursarProgram(scenario.Home.Home, scenario.Home.BursarHome).RunAsync("usage", "--session", session.Id, "--json")).MustSucceed().Stdout;
        Assert.Equal(printed, read.Text);
        var error = await Assert.ThrowsAsync<McpProtocolException>(async () => await server.Client.ReadResourceAsync("claude://session/none/usage", cancellationToken: stop));
        Assert.Contains("there is no session none", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<McpProtocolException>(async () => await server.Client.ReadResourceAsync("claude://else", cancellationToken: stop));
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task Who_subscribes_is_told_when_the_session_has_used_more(string protocol)
    {
        await using var scenario = await StartAsync();
        var session = new SessionOnDisk(scenario, 1);
        session.Add(output: 400);
        await using var server = await SdkServer.StartAsync(scenario, protocol);
        Assert.Equal(protocol, server.Client.NegotiatedProtocolVersion);
        var uri = $"claude://session/{session.Id}/usage";
        var told = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var acknowledged = server.Client.RegisterNotificationHandler(NotificationMethods.SubscriptionsAcknowledgedNotification, (notification, _) =>
        {
            listening.TrySetResult();
            return ValueTask.CompletedTask;
        });
        await using var updated = server.Client.RegisterNotificationHandler(NotificationMethods.ResourceUpdatedNotification, (notification, _) =>
        {
            told.TrySetResult((string?)notification.Params?["uri"]);
            return ValueTask.CompletedTask;
        });
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var subscription = protocol == "2025-11-25"
            ? server.Client.SubscribeToResourceAsync(new SubscribeRequestParams { Uri = uri }, enough.Token)
            : server.ListenAsync(uri, enough.Token);
        await (protocol == "2025-11-25" ? subscription : listening.Task).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        session.Add(output: 100);

        Assert.Equal(uri, await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await enough.CancelAsync();
    }

    [Theory]
    [InlineData("session_usage", "{\"sessionid\":\"x\"}", "there is no argument 'sessionid'; expected session_id")]
    [InlineData("session_usage", "{\"session_id\":\"none\"}", "there is no session none")]
    [InlineData("usage_report", "{}", "by is missing")]
    [InlineData("usage_report", "{\"by\":\"colour\"}", "'colour' is not a dimension; expected some of hour, day")]
    [InlineData("usage_report", "{\"by\":\"day\",\"since\":\"yesterday\"}", "since: 'yesterday' is not a day; expected YYYY-MM-DD")]
    [InlineData("usage_report", "{\"by\":\"day\",\"since\":\"2026-11-02\",\"until\":\"2026-11-01\"}", "is after until")]
    [InlineData("usage_report", "{\"by\":\"day\",\"limit\":1000}", "expected at most 100")]
    [InlineData("phase_start", "{\"session_id\":\"00000000-0000-4000-8000-000000000001\"}", "name is missing")]
    [InlineData("phase_start", "{\"name\":\"x\",\"estimate_usd\":-1}", "estimate_usd is -1; expected a number of dollars greater than 0")]
    [InlineData("phase_start", "{\"name\":\"x\",\"estimate_tokens\":\"many\"}", "estimate_tokens is string; expected a whole number greater than 0")]
    [InlineData("phase_end", "{\"session_id\":\"00000000-0000-4000-8000-000000000001\"}", "No phase is open")]
    [InlineData("estimate", "{}", "name is missing")]
    public async Task What_a_model_gets_wrong_is_told_so_that_it_can_do_better(string tool, string arguments, string words)
    {
        await using var scenario = await StartAsync();
        new SessionOnDisk(scenario, 1).Add(output: 400);
        await using var server = await SdkServer.StartAsync(scenario);

        var result = await server.RawAsync(tool, [.. JsonNode.Parse(arguments)!.AsObject().Select(argument => (argument.Key, (object?)argument.Value))]);

        Assert.True(result.IsError);
        Assert.Contains(words, SdkServer.Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Years_of_history_do_not_flood_the_agent_and_what_is_left_out_stands_in_the_rest()
    {
        await using var scenario = await StartAsync();
        for (var i = 1; i <= 300; i++)
        {
            new SessionOnDisk(scenario, i).Add(output: i);
        }

        await using var server = await SdkServer.StartAsync(scenario);

        var result = await server.RawAsync("usage_report", ("by", "session,project,model"), ("limit", 100));

        Assert.InRange(SdkServer.Text(result).Length, 1, 45_000);
        var report = JsonNode.Parse(SdkServer.Text(result))!;
        Assert.Equal(200, (int)report["rest"]!["rows"]!);
        Assert.Equal((decimal)report["totals"]!["totalCost"]!, report["rows"]!.AsArray().Sum(row => (decimal)row!["totalCost"]!) + (decimal)report["rest"]!["totalCost"]!);
    }

    [Fact]
    public async Task Of_32_calls_at_once_exactly_the_10_allowed_go_through()
    {
        await using var scenario = await StartAsync("""{"limits":{"maxToolCalls":10}}""");
        var session = new SessionOnDisk(scenario, 1);
        await using var server = await SdkServer.StartAsync(scenario);
        await server.GuardAsync(scenario.Event("SessionStart", session.Id));
        session.Add(output: 20);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => server.GuardAsync(scenario.Event("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", $"toolu_{i}"), ("tool_input", "{}")))));

        Assert.Equal((10, 22), (answers.Count(answer => answer.Length == 0), answers.Count(answer => answer.Contains("\"deny\"", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Lines_that_are_no_message_are_passed_over_and_the_end_of_the_input_ends_the_server()
    {
        await using var scenario = await StartAsync();
        const string Hello = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

        var run = await ProgramRunner.RunAsync(BursarProgram.Executable, ["mcp"], scenario.Client.Environment, scenario.Home.Project, TimeSpan.FromSeconds(60),
            $"no json\n{{\"jsonrpc\":\"2.0\"\n\n{Hello}\n", TestContext.Current.CancellationToken);

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("   at ", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_arguments_a_tool_is_given_it_answers_or_says_what_is_wrong()
    {
        await using var scenario = await StartAsync("""{"limits":{"maxTokensOut":100000}}""");
        new SessionOnDisk(scenario, 1).Add(output: 400);
        await using var server = await SdkServer.StartAsync(scenario);
        var random = new Random(20261125);
        string[] names = ["session_id", "name", "by", "since", "until", "limit", "estimate_usd", "estimate_tokens", "id", "hook_event_name", "tool_name", "tool_input", "tool_calls", "tool_use_id", "transcript_path", "cwd", "agent_id"];
        string[] values = ["null", "true", "-1", "0", "3", "1e400", "9999999999999999999", "0.000000000000001", "\"\"", "\" \"", "\"x\"", "\"\\u0000\"", "\"2026-11-25\"", "\"model\"", "[]", "{}", "[[]]", "{\"command\":\"ls\"}", "\"{\\\"command\\\":\"", "\"PreToolUse\"", "\"PostToolBatch\"", "\"00000000-0000-4000-8000-000000000001\""];

        for (var i = 0; i < 400; i++)
        {
            var tool = ReadOnly.Concat(Writing).ElementAt(random.Next(ReadOnly.Length + Writing.Length));
            var arguments = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            for (var n = random.Next(5); n > 0; n--)
            {
                arguments[names[random.Next(names.Length)]] = JsonDocument.Parse(values[random.Next(values.Length)]).RootElement;
            }

            var result = await server.Client.CallToolAsync(new CallToolRequestParams { Name = tool, Arguments = arguments }, TestContext.Current.CancellationToken);

            var said = $"{tool} {JsonSerializer.Serialize(arguments)}: {SdkServer.Text(result)}";
            Assert.DoesNotContain("does not expect", said, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", said, StringComparison.Ordinal);
            Assert.True(tool == "guard" || SdkServer.Text(result).Length > 0, said);
        }
    }

    private static Task<GuardScenario> StartAsync(string? policy = null) => GuardScenario.StartAsync(new Script(), policy);
}
