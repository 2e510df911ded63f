namespace Bursar.Guard.Tests;

/// <summary>A clock that stands where a test sets it; the stopwatch behind it goes on.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    /// <summary>The stopwatch stands still: who waits for time to pass waits for ever.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>The stopwatch runs faster: for thousands of events that wait for what never comes.</summary>
    public bool IsFast { get; set; }

    public override long GetTimestamp() => IsFrozen ? 0 : base.GetTimestamp() * (IsFast ? 100 : 1);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Now;
}
