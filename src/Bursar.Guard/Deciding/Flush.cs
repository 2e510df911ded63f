using Bursar.Transcripts;

namespace Bursar.Guard;

/// <summary>
/// Waiting for the client to write down the response that an event is about. It writes behind its hooks (mostly within
/// 50 ms), starts a tool while the response that calls it is still being streamed, and tells nobody when it is done.
/// </summary>
internal sealed class Flush(TimeProvider clock)
{
    private static readonly TimeSpan MaxBeforeTool = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// After a batch or a subagent nothing is held up but a model call, which may cost what is left; the response is
    /// complete and only has to be written (seen: a second late, when its usage was streamed late).
    /// </summary>
    private static readonly TimeSpan MaxAfter = TimeSpan.FromMilliseconds(750);

    private static readonly TimeSpan MaxAtEnd = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    private readonly long _started = clock.GetTimestamp();

    private TimeSpan _patience;

    /// <summary>Whether a response that has not arrived shall be waited for.</summary>
    public bool IsWorthWaiting(HookEvent hook, Situation situation, AnomalyGuard anomalies)
    {
        // What is told at the end of a turn is told once, so it shall be the whole of it.
        _patience = hook.Name is "Stop" ? (situation.HasLastWords ? MaxAtEnd : TimeSpan.Zero)
            : !situation.NextResponseMayDecide && !anomalies.NextResponseMayDecide ? TimeSpan.Zero
            : hook.Name is "PreToolUse" ? MaxBeforeTool : MaxAfter;
        return HasTime;
    }

    private bool HasTime => clock.GetElapsedTime(_started) < _patience;

    /// <summary>Looks until a transcript has changed or the time is over.</summary>
    public Catalog AwaitChange(Catalog seen, Func<Catalog> look, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.WaitHandle.WaitOne(Interval);
            cancellation.ThrowIfCancellationRequested();
            var now = look();
            if (!HasTime || !now.Found.SequenceEqual(seen.Found))
            {
                return now;
            }
        }
    }
}
