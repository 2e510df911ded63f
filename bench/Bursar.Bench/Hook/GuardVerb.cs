using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Bursar.Bench.Hook;

/// <summary>
/// Times what the MCP server takes to decide about a tool call, each after a new response: from the line that asks to the line
/// that answers, which is the server's own time and two pipes.
/// </summary>
internal static class GuardVerb
{
    private const int WarmUp = 100;

    public static int Run(Flags flags)
    {
        var folder = flags.Required("dir");
        var calls = (int)flags.Number("calls", 1_000);
        var home = Path.Combine(folder, "home");
        Directory.CreateDirectory(Path.Combine(home, "bursar"));
        File.WriteAllText(Path.Combine(home, "bursar", "policy.json"), """{"limits":{"maxSpendUSD":100000,"maxTurns":100000000},"budgets":[{"name":"daily","period":"day","maxSpendUSD":5000,"warnAt":[0.8]}]}""");
        var session = new LongSession(folder, "mcp");
        session.Grow(1_000_000);

        var start = new ProcessStartInfo(flags.Required("bursar"), ["mcp"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["HOME"] = home;
        start.Environment["BURSAR_HOME"] = Path.Combine(home, "bursar");
        start.Environment["ANTHROPIC_API_KEY"] = "none";
        using var server = Process.Start(start)!;
        var number = 0;
        string Ask(string method, string parameters)
        {
            server.StandardInput.Write($"{{\"jsonrpc\":\"2.0\",\"id\":{++number},\"method\":\"{method}\",\"params\":{parameters}}}\n");
            server.StandardInput.Flush();
            return server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the server ended");
        }

        Ask("initialize", """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}""");
        server.StandardInput.Write("""{"jsonrpc":"2.0","method":"notifications/initialized"}""" + "\n");
        Ask("tools/list", "{}");
        var times = new List<double>();
        for (var i = -WarmUp; i < calls; i++)
        {
            session.Respond();
            var parameters = $$$"""{"name":"guard","arguments":{"session_id":"{{{session.Id}}}","transcript_path":"{{{session.Path}}}","cwd":"/work","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls","description":"List files"},"tool_use_id":"{{{session.LastCall}}}"}}""";
            var began = Stopwatch.GetTimestamp();
            var answer = Ask("tools/call", parameters);
            var time = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString() is not "")
            {
                throw new InvalidOperationException($"the server did not allow it: {answer}");
            }

            if (i >= 0)
            {
                times.Add(time);
            }
        }

        server.StandardInput.Close();
        server.WaitForExit();
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"guard over MCP, {calls} calls, each after a new response: median {times[times.Count / 2]:F3} ms, p99 {times[(int)(times.Count * 0.99)]:F3} ms"));
        return 0;
    }
}
