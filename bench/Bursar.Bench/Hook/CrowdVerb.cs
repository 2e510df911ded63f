using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bursar.Bench.Hook;

/// <summary>Many agents of several sessions whose tools ask the hook at once: how long the slowest waits, and whether every response is counted.</summary>
internal static class CrowdVerb
{
    private const int Sessions = 8;
    private const int Agents = 4;

    public static int Run(Flags flags)
    {
        var hook = flags.Required("hook");
        var folder = flags.Required("dir");
        var events = (int)flags.Number("events", 10_000);
        var home = Path.Combine(folder, "home");
        Directory.CreateDirectory(Path.Combine(home, "bursar"));
        File.WriteAllText(Path.Combine(home, "bursar", "policy.json"), """{"limits":{"maxSpendUSD":100000},"budgets":[{"name":"daily","period":"day","maxSpendUSD":100000}]}""");
        using var resident = flags.Has("alone") ? null : Resident.Start(hook, home);

        var times = new ConcurrentBag<double>();
        var perAgent = events / (Sessions * Agents);
        var threads = Enumerable.Range(0, Sessions * Agents).Select(i => new Thread(() => Work(hook, home, folder, $"s{i / Agents}", i % Agents, perAgent, times))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        var sorted = times.Order().ToList();
        var counted = Count(flags.Required("bursar"), home, folder);
        var asked = perAgent * Sessions * Agents;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Sessions} sessions × {Agents} agents, {sorted.Count} events: median {sorted[sorted.Count / 2]:F1} ms, p99 {sorted[(int)(sorted.Count * 0.99)]:F1} ms\nslowest {sorted[^1]:F1} ms\nresponses: {asked} made, {counted} in the ledger"));
        return counted == asked ? 0 : 1;
    }

    private static void Work(string hook, string home, string folder, string session, int agent, int count, ConcurrentBag<double> times)
    {
        var transcript = Path.Combine(folder, "projects", "-work", session, "subagents", $"agent-a{agent}.jsonl");
        Directory.CreateDirectory(Path.GetDirectoryName(transcript)!);
        var main = Path.Combine(folder, "projects", "-work", session + ".jsonl");
        for (var i = 0; i < count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{session}_{agent}_{i}");
            File.AppendAllText(transcript, $$$"""{"type":"assistant","uuid":"u{{{id}}}","isSidechain":true,"agentId":"a{{{agent}}}","sessionId":"{{{session}}}","timestamp":"2026-11-01T00:00:00.000Z","cwd":"/work","requestId":"req_{{{id}}}","message":{"id":"msg_{{{id}}}","type":"message","role":"assistant","model":"claude-opus-4-8","content":[{"type":"tool_use","id":"toolu_{{{id}}}","name":"Bash","input":{"command":"ls"}}],"stop_reason":"tool_use","usage":{"input_tokens":12,"output_tokens":80} } }""" + "\n");
            if (!File.Exists(main))
            {
                try
                {
                    using var made = new FileStream(main, FileMode.CreateNew);
                    made.Write("""{"type":"user","uuid":"p","timestamp":"2026-11-01T00:00:00.000Z","message":{"role":"user","content":"go"}}"""u8);
                    made.Write("\n"u8);
                }
                catch (IOException)
                {
                    // Another agent of the session has made it.
                }
            }

            times.Add(Ask(hook, home, $$$"""{"session_id":"{{{session}}}","transcript_path":"{{{main}}}","cwd":"/work","agent_id":"a{{{agent}}}","agent_type":"scout","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls"},"tool_use_id":"toolu_{{{id}}}"}"""));
        }
    }

    private static double Ask(string hook, string home, string input)
    {
        var start = new ProcessStartInfo(hook) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["HOME"] = home;
        start.Environment["BURSAR_HOME"] = Path.Combine(home, "bursar");
        start.Environment["ANTHROPIC_API_KEY"] = "none";
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(input));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && !output.Contains("deny", StringComparison.Ordinal) && !output.Contains("could not", StringComparison.Ordinal)
            ? Stopwatch.GetElapsedTime(began).TotalMilliseconds
            : throw new InvalidOperationException($"{hook} ended with {process.ExitCode}: {output}");
    }

    private static long Count(string bursar, string home, string folder)
    {
        var start = new ProcessStartInfo(bursar, ["daily", "--json", "--no-ingest"]) { RedirectStandardOutput = true };
        start.Environment["HOME"] = home;
        start.Environment["BURSAR_HOME"] = Path.Combine(home, "bursar");
        start.Environment["CLAUDE_CONFIG_DIR"] = folder;
        using var process = Process.Start(start)!;
        using var json = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return json.RootElement.GetProperty("totals").GetProperty("messages").GetInt64();
    }
}
