using System.Globalization;
using System.Text.Json;
using Bursar.Cli.Tests.Programs;

namespace Bursar.Cli.Tests.Contract;

/// <summary>A report has every line that was written before it was asked for, whoever else brings lines in meanwhile.</summary>
public sealed class FreshnessTests : IDisposable
{
    private const int Rounds = 25;

    private readonly Sandbox _sandbox = new();
    private readonly string _transcript;

    public FreshnessTests()
    {
        _transcript = _sandbox.Path("claude", "projects", "-work", "s.jsonl");
        Directory.CreateDirectory(Path.GetDirectoryName(_transcript)!);
    }

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task What_a_hook_brings_in_while_a_report_is_worked_out_is_in_the_report()
    {
        var random = new Random(20261126);
        for (var i = 1; i <= Rounds; i++)
        {
            await File.AppendAllTextAsync(_transcript, Response(i), TestContext.Current.CancellationToken);
            using var report = _sandbox.Start("daily", "--json");
            using var hook = new RunningProgram(BursarBinary.Hook, [], _sandbox.Environment, _sandbox.Home);
            // At any point of the report's way.
            Spin(TimeSpan.FromMilliseconds(random.NextDouble() * 40));
            await hook.Process.StandardInput.WriteAsync(Event());
            hook.Process.StandardInput.Close();

            var reported = (await report.EndAsync()).MustSucceed();
            (await hook.EndAsync()).MustSucceed();

            using var json = JsonDocument.Parse(reported.Stdout);
            Assert.Equal(i, json.RootElement.GetProperty("totals").GetProperty("messages").GetInt32());
        }
    }

    private static void Spin(TimeSpan time)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < time)
        {
            Thread.SpinWait(100);
        }
    }

    private string Event() => JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["session_id"] = "s",
        ["transcript_path"] = _transcript,
        ["cwd"] = "/work",
        ["hook_event_name"] = "Stop",
    });

    private static string Response(int number) => string.Create(CultureInfo.InvariantCulture, $$$"""{"type":"assistant","uuid":"u{{{number}}}","sessionId":"s","timestamp":"2026-11-01T00:00:00.000Z","cwd":"/work","requestId":"req_{{{number}}}","message":{"id":"msg_{{{number}}}","type":"message","role":"assistant","model":"claude-opus-4-8","content":[],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":80} } }""") + "\n";
}
