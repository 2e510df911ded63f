using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Bursar.Bench.Hook;

/// <summary>
/// Times the hook from start to exit, in turn: a program that does nothing, the hook program doing nothing, and PreToolUse
/// and the status line in a short and in a long session, each after a new response, beside another's: as within a session,
/// where a resident program answers, and as the first of a session, which does its work itself. Prints medians, 99th percentiles and ratios.
/// </summary>
internal static class HookVerb
{
    private const int SlowPeer = 30;

    public static int Run(Flags flags)
    {
        var hook = flags.Required("hook");
        var runs = (int)flags.Number("runs", 300);
        var folder = flags.Required("dir");
        var (home, lonely) = (Home(folder, "home"), Home(folder, "lonely"));
        var small = Session(folder, hook, home, "small", flags.Size("small", "1MB"));
        var alone = Session(folder, hook, lonely, "alone", flags.Size("small", "1MB"));
        var large = Session(folder, hook, home, "large", flags.Size("large", "1GB"));
        using var resident = Resident.Start(hook, home);

        Case[] cases =
        [
            new("/bin/true", () => Start("/bin/true", home, [], "")),
            new("bursar-hook --version", () => Start(hook, home, ["--version"], "")),
            new("PreToolUse, short session", () => Event(hook, home, small)),
            new("PreToolUse, long session", () => Event(hook, home, large)),
            new("status line, short session", () => Line(hook, home, small)),
            new("status line, long session", () => Line(hook, home, large)),
            new("status line, nothing new", () => Line(hook, home, small, responds: false)),
            new("PreToolUse, no resident program", () => Event(hook, lonely, alone)),
            new("status line, no resident program", () => Line(hook, lonely, alone)),
            new("status line, no resident program, nothing new", () => Line(hook, lonely, alone, responds: false)),
        ];
        if (flags.Optional("ccusage") is { } ccusage)
        {
            // It reads all transcripts of the folder when its cache is too old, so a few times must do.
            string[] words = ["statusline", "--offline"];
            cases =
            [
                .. cases,
                new("ccusage status line, after a response", () => Line(ccusage, home, small, arguments: words, transcripts: folder)) { Every = SlowPeer },
                new("ccusage status line, nothing new", () => Line(ccusage, home, small, responds: false, words, folder)) { Every = SlowPeer },
            ];
        }

        foreach (var warmUp in cases)
        {
            warmUp.Run();
        }

        for (var run = 0; run < runs; run++)
        {
            foreach (var timed in cases)
            {
                if (run % timed.Every == 0)
                {
                    timed.Times.Add(timed.Run());
                }
            }
        }

        var baseline = cases[0].Median;
        Console.WriteLine($"short session {new FileInfo(small.Path).Length / 1e6:0} MB, long session {new FileInfo(large.Path).Length / 1e6:0} MB, {runs} runs each, in turn\n");
        Console.WriteLine("| | median ms | p99 ms | median × /bin/true |\n|---|---|---|---|");
        foreach (var timed in cases)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {timed.Name} | {timed.Median:F2} | {timed.Share(0.99):F2} | {timed.Median / baseline:F2} |"));
        }

        var ratio = cases[3].Median / cases[2].Median;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nlong ÷ short: {ratio:F3} (at most 1.2)"));
        return ratio <= 1.2 ? 0 : 1;
    }

    private static string Home(string folder, string name)
    {
        var home = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.Combine(home, "bursar"));
        File.WriteAllText(Path.Combine(home, "bursar", "policy.json"), """{"limits":{"maxSpendUSD":100000,"maxTurns":100000000},"budgets":[{"name":"daily","period":"day","maxSpendUSD":5000,"warnAt":[0.8]}]}""");
        return home;
    }

    private static LongSession Session(string folder, string hook, string home, string name, long bytes)
    {
        var session = new LongSession(folder, name);
        session.Grow(bytes);
        Event(hook, home, session);
        return session;
    }

    private static double Event(string hook, string home, LongSession session)
    {
        session.Respond();
        return Start(hook, home, [], $$$"""{"session_id":"{{{session.Id}}}","transcript_path":"{{{session.Path}}}","cwd":"/work","permission_mode":"default","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls","description":"List files"},"tool_use_id":"{{{session.LastCall}}}"}""");
    }

    /// <summary>As the client asks after a response: it has a cost and a duration that have moved.</summary>
    private static double Line(string hook, string home, LongSession session, bool responds = true, string[]? arguments = null, string? transcripts = null)
    {
        if (responds)
        {
            session.Respond();
        }

        return Start(hook, home, arguments ?? ["statusline"], $$$"""{"session_id":"{{{session.Id}}}","transcript_path":"{{{session.Path}}}","cwd":"/work","model":{"id":"claude-opus-4-8","display_name":"Opus 4.8"},"workspace":{"current_dir":"/work","project_dir":"/work"},"version":"2.1.197","cost":{"total_cost_usd":{{{session.Responses}}}.5,"total_duration_ms":{{{session.Responses}}}000,"total_api_duration_ms":{{{session.Responses}}}00},"context_window":{"context_window_size":200000,"used_percentage":42,"total_input_tokens":84000,"total_output_tokens":900}}""", transcripts);
    }

    private static double Start(string program, string home, string[] arguments, string input, string? transcripts = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["HOME"] = home;
        start.Environment["BURSAR_HOME"] = Path.Combine(home, "bursar");
        start.Environment["ANTHROPIC_API_KEY"] = "none";
        if (transcripts is not null)
        {
            start.Environment["CLAUDE_CONFIG_DIR"] = transcripts;
        }

        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(input));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var time = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return process.ExitCode == 0 && !output.Contains("deny", StringComparison.Ordinal) && !output.Contains("could not", StringComparison.Ordinal)
            ? time
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
    }

    private sealed record Case(string Name, Func<double> Run)
    {
        public int Every { get; init; } = 1;

        public List<double> Times { get; } = [];

        public double Median => Share(0.5);

        public double Share(double share) => Times.Order().ElementAt(Math.Min(Times.Count - 1, (int)(Times.Count * share)));
    }
}
