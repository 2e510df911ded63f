using System.Globalization;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Anomalies;

/// <summary>One response of a thread, as far as anomalies ask.</summary>
/// <param name="At">Microseconds of UTC.</param>
/// <param name="Calls">Hashes of what it calls: tool and input.</param>
public readonly record struct ThreadStep(long At, Int128 Cost, long Input, long CacheWrite, long CacheRead, long Output, ToolSet Calls)
{
    public long Context => Input + CacheWrite + CacheRead;

    public long Cached => CacheWrite + CacheRead;
}

/// <summary>Follows one thread, the main one or a subagent's, response by response in the order of time.</summary>
public sealed class ThreadWatch(string session, string? agentId)
{
    /// <summary>The same call so many times is a loop.</summary>
    public const int LoopCalls = 5;

    /// <summary>Responses that may lie between two of them: a loop may have several steps.</summary>
    public const int LoopGap = 3;

    /// <summary>So many responses in a row that say next to nothing while the context grows.</summary>
    public const int GrowthResponses = 12;

    /// <summary>Output tokens of a response that says next to nothing: less than the shortest tool call with a reason.</summary>
    public const long LittleOutput = 60;

    /// <summary>Tokens by which the context must have grown meanwhile.</summary>
    public const long Growth = 20_000;

    /// <summary>Smaller contexts cost little to write again.</summary>
    public const long LeastCached = 20_000;

    /// <summary>How long the client's cache lasts, in seconds.</summary>
    private const long CacheLife = 5 * 60;

    private readonly Dictionary<uint, Run> _runs = [];
    private readonly List<Finding> _findings = [];
    private readonly List<ThreadStep> _growing = [];
    private ThreadStep? _last;
    private int _number;

    private sealed class Run
    {
        public int Count { get; set; }

        public int LastNumber { get; set; }

        public long From { get; set; }

        public Int128 Cost { get; set; }

        /// <summary>Place among the findings; null below the least.</summary>
        public int? Finding { get; set; }
    }

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Whether one or two more responses like those before could be one too many; the client may be two behind in writing.</summary>
    public bool IsNear => _growing.Count >= GrowthResponses - 2 || _runs.Values.Any(run => run.Count % LoopCalls >= LoopCalls - 2 && _number - run.LastNumber <= LoopGap);

    private string Subject => agentId ?? session;

    private string Where => agentId is null ? "thread" : "subagent";

    public void Add(in ThreadStep step)
    {
        _number++;
        AddCalls(step);
        AddGrowth(step);
        AddCache(step);
        _last = step;
    }

    private void AddCalls(in ThreadStep step)
    {
        foreach (var call in step.Calls.Hashes())
        {
            if (!_runs.TryGetValue(call, out var run) || _number - run.LastNumber > LoopGap + 1)
            {
                _runs[call] = run = new Run { From = step.At };
            }
            else
            {
                // The first was work; what repeats it is not.
                run.Cost += step.Cost;
            }

            (run.Count, run.LastNumber) = (run.Count + 1, _number);
            if (run.Count < LoopCalls)
            {
                continue;
            }

            var finding = new Finding(FindingKind.Loop, Where, Subject, session, agentId, run.From, step.At, run.Cost, run.Count, 0,
                $"The same tool was called with the same input {run.Count} times, with at most {LoopGap} responses between.", run.Count >= 2 * LoopCalls ? Severity.Critical : Severity.Warning) { Mark = call };
            Set(run.Finding ??= _findings.Count, finding);
        }
    }

    private void AddGrowth(in ThreadStep step)
    {
        if (step.Output > LittleOutput || (_growing is [.., var before] && step.Context < before.Context))
        {
            _growing.Clear();
        }

        if (step.Output <= LittleOutput)
        {
            _growing.Add(step);
        }

        if (_growing.Count >= GrowthResponses && step.Context - _growing[0].Context is var grown and >= Growth)
        {
            var cost = _growing.Aggregate((Int128)0, (sum, one) => sum + one.Cost);
            var finding = new Finding(FindingKind.ContextGrowth, Where, Subject, session, agentId, _growing[0].At, step.At, cost, grown, null,
                string.Create(CultureInfo.InvariantCulture, $"{_growing.Count} responses in a row said next to nothing, and the context grew by {grown:#,0} tokens."), Severity.Warning);
            var known = _findings.FindIndex(one => one.Kind == FindingKind.ContextGrowth && one.From == finding.From);
            Set(known < 0 ? _findings.Count : known, finding);
        }
    }

    private void AddCache(in ThreadStep step)
    {
        if (_last is not { } last || last.Cached < LeastCached || step.CacheRead > last.Cached / 5 || step.CacheWrite < last.Cached / 2 || step.Context < last.Context / 2)
        {
            return;
        }

        var pause = (step.At - last.At) / Timestamp.PerSecond;
        var isExpired = pause >= CacheLife;
        _findings.Add(new Finding(FindingKind.CacheRewrite, Where, Subject, session, agentId, step.At, step.At, step.Cost, step.CacheWrite, null,
            string.Create(CultureInfo.InvariantCulture, $"{step.CacheWrite:#,0} tokens of context were written to the cache again, {(isExpired ? $"{pause / 60} minutes after the response before: a cache is kept for five, or an hour" : $"although the response before, {pause} s earlier, had {last.Cached:#,0} of them there")} ({Money.Format(step.Cost)})."),
            isExpired ? Severity.Notice : Severity.Warning) { Mark = step.At });
    }

    private void Set(int index, Finding finding)
    {
        if (index == _findings.Count)
        {
            _findings.Add(finding);
        }
        else
        {
            _findings[index] = finding;
        }
    }
}
