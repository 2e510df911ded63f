using Bursar.Cli.Mcp;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Bursar.Cli.Setup;

/// <summary>Whether the MCP server refuses a tool when a limit is used up, asked as the client would ask it.</summary>
internal static class McpSelfTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <returns>What was answered instead; null when it refused.</returns>
    public static async Task<string?> RunAsync(string program, TimeProvider clock)
    {
        var folder = Directory.CreateTempSubdirectory("bursar-self-test-").FullName;
        using var limit = new CancellationTokenSource(Limit, clock);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "policy.json"), """{"limits":{"maxTurns":0}}""", limit.Token).ConfigureAwait(false);
            var transport = new StdioClientTransport(new StdioClientTransportOptions
            {
                Name = BursarServer.Name,
                Command = program,
                Arguments = ["mcp"],
                WorkingDirectory = folder,
                EnvironmentVariables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["BURSAR_HOME"] = folder, ["CLAUDE_PROJECT_DIR"] = null },
            });
            await using var client = await McpClient.CreateAsync(transport, cancellationToken: limit.Token).ConfigureAwait(false);
            var answer = await client.CallToolAsync(HookForms.McpTool, Event(folder), cancellationToken: limit.Token).ConfigureAwait(false);
            var text = string.Concat(answer.Content.OfType<TextContentBlock>().Select(block => block.Text));
            return SelfTest.Denies(text) ? null : $"it answered: {text}";
        }
        catch (OperationCanceledException)
        {
            return FormattableString.Invariant($"no answer within {Limit.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is IOException or ModelContextProtocol.McpException)
        {
            return e.Message;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, object?> Event(string folder) => new(StringComparer.Ordinal)
    {
        ["hook_event_name"] = "PreToolUse",
        ["session_id"] = "bursar-self-test",
        ["transcript_path"] = Path.Combine(folder, "none.jsonl"),
        ["cwd"] = folder,
        ["agent_id"] = "",
        ["agent_type"] = "",
        ["tool_name"] = "Bash",
        ["tool_use_id"] = "toolu_selftest",
        ["tool_input"] = """{"command":"true"}""",
    };
}
