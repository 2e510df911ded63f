using System.Text;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Bursar.Guard;
using Bursar.Ledger;
using Bursar.Testing;

namespace Bursar.Benchmarks;

/// <summary>A decision about a tool call, from the event's bytes to the answer's; without what a process costs.</summary>
public class GuardBenchmarks
{
    private const string Session = "guarded";

    private readonly TempFolder _folder = new();
    private readonly LedgerPool _ledgers = new();
    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal) { ["ANTHROPIC_API_KEY"] = "none" };
    private GuardEnvironment _environment = null!;
    private string _transcript = "";
    private byte[] _event = [];
    private int _responses;

    [GlobalSetup]
    public void Write()
    {
        _environment = new GuardEnvironment(new BursarPaths(_folder["bursar"], _folder["bursar"], _folder["bursar"]), _variables.GetValueOrDefault, _folder.Path, TimeProvider.System, _folder["managed.json"]);
        _folder.Write("bursar/policy.json", """{"limits":{"maxSpendUSD":100000,"maxTurns":100000000},"budgets":[{"name":"daily","period":"day","maxSpendUSD":100000}]}"""u8);
        _transcript = Benchmarks.Transcripts.Write(_folder, Session, 1_001);
        _event = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["session_id"] = Session,
            ["transcript_path"] = _transcript,
            ["cwd"] = _folder.Path,
            ["hook_event_name"] = "PreToolUse",
            ["tool_name"] = "Bash",
            ["tool_use_id"] = Benchmarks.Transcripts.Call(Session, 1_000),
            ["tool_input"] = new JsonObject { ["command"] = "ls" },
        }.ToJsonString());
    }

    [Benchmark(Baseline = true)]
    public int LedgerOpened() => Decide(_environment);

    [Benchmark]
    public int LedgerKept() => Decide(_environment with { Ledgers = _ledgers });

    [Benchmark]
    public int LedgerKeptAndNewResponse()
    {
        File.AppendAllText(_transcript, Benchmarks.Transcripts.Response(Session, 2_000 + _responses++) + "\n");
        return Decide(_environment with { Ledgers = _ledgers });
    }

    private int Decide(GuardEnvironment environment)
    {
        var outcome = HookRunner.Run(_event, environment, CancellationToken.None);
        return outcome is { ExitCode: 0, Error: null, Stops: false } ? outcome.Output.Length : throw new InvalidOperationException(outcome.Error ?? "it was stopped");
    }

    [GlobalCleanup]
    public void Remove()
    {
        _ledgers.Dispose();
        _folder.Dispose();
    }
}
