namespace Bursar.Guard.Tests;

/// <summary>A clock that stands where a test sets it; the stopwatch behind it goes on.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    /// <summary>The stopwatch stands still: who waits for time to pass waits for ever.</summary>
    public bool IsFrozen { get; set; }

    public override long GetTimestamp() => IsFrozen ? 0 : base.GetTimestamp();

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Now;
}
