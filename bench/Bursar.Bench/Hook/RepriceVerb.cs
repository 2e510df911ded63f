using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bursar.Bench.Hook;

/// <summary>How long it takes until a ledger of many responses stands at other prices.</summary>
internal static class RepriceVerb
{
    private const int Sessions = 50;

    public static int Run(Flags flags)
    {
        var folder = flags.Required("dir");
        var responses = (int)flags.Number("responses", 1_000_000);
        var bursar = flags.Required("bursar");
        Write(folder, responses);
        Ask(bursar, folder, null, ["ingest"]);
        var before = Cost(Ask(bursar, folder, null, ["daily", "--json"]).Output);
        var again = Ask(bursar, folder, null, ["daily", "--json"]).Seconds;
        var (changed, output) = Ask(bursar, folder, "10", ["daily", "--json"]);
        var after = Cost(output);

        // Input at twice its price: the known difference, to the last digit.
        var isRight = after - before == responses * 12m * 5m / 1_000_000m;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{responses} responses: the report again takes {again:F3} s, with another price {changed:F3} s\nre-priced in {changed - again:F3} s; the cost is {(isRight ? "right" : $"wrong: {before} and then {after}")}"));
        return isRight ? 0 : 1;
    }

    private static void Write(string folder, int responses)
    {
        var projects = Directory.CreateDirectory(Path.Combine(folder, "claude", "projects", "-work")).FullName;
        var began = new DateTime(2026, 9, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var session = 0; session < Sessions; session++)
        {
            using var writer = new StreamWriter(Path.Combine(projects, $"s{session}.jsonl"), append: false, new UTF8Encoding(false), 1 << 20);
            for (var i = session; i < responses; i += Sessions)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $$$"""{"type":"assistant","uuid":"u{{{i}}}","sessionId":"s{{{session}}}","timestamp":"{{{began.AddSeconds(i * 5L % 7_000_000):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}}","cwd":"/work","requestId":"req_{{{i}}}","message":{"id":"msg_{{{i}}}","role":"assistant","model":"claude-opus-4-8","content":[],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":80} } }"""));
                writer.Write('\n');
            }
        }
    }

    private static (double Seconds, string Output) Ask(string bursar, string folder, string? price, string[] arguments)
    {
        var start = new ProcessStartInfo(bursar, arguments) { RedirectStandardOutput = true };
        start.Environment["HOME"] = folder;
        start.Environment["BURSAR_HOME"] = Path.Combine(folder, "bursar");
        start.Environment["CLAUDE_CONFIG_DIR"] = Path.Combine(folder, "claude");
        if (price is not null)
        {
            start.Environment["BURSAR_PRICE_OPUS_INPUT"] = price;
        }

        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? (Stopwatch.GetElapsedTime(began).TotalSeconds, output) : throw new InvalidOperationException($"{bursar} ended with {process.ExitCode}");
    }

    private static decimal Cost(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("totals").GetProperty("totalCost").GetDecimal();
    }
}
