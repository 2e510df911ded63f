using System.Globalization;

namespace Bursar.Tests.Phases;

/// <summary>A clock that stands where a test puts it.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public string Text => Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public SetClock Wait(int milliseconds)
    {
        Now = Now.AddMilliseconds(milliseconds);
        return this;
    }
}
