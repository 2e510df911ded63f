using Bursar.Transcripts;

namespace Bursar.Ledger.Reports;

/// <summary>
/// Hours, days, weeks and months of a time zone. Every zone's offset changes on a quarter-hour of UTC, so one conversion
/// serves all responses of a quarter-hour.
/// </summary>
/// <param name="zone">Whose days they are.</param>
/// <param name="weekStart">The first day of a week; asked for when weeks are.</param>
public sealed class LocalTime(TimeZoneInfo zone, Func<DayOfWeek> weekStart)
{
    private const long Quarter = 15 * 60 * Timestamp.PerSecond;

    private readonly Dictionary<long, DateTime> _quarters = [];
    private DayOfWeek? _weekStart;

    public LocalTime(TimeZoneInfo zone, DayOfWeek weekStart)
        : this(zone, () => weekStart)
    {
    }

    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The first day of a week.</summary>
    public DayOfWeek WeekStart => _weekStart ??= weekStart();

    public DateTime Of(long at)
    {
        var quarter = (long)Math.Floor((double)at / Quarter);
        if (!_quarters.TryGetValue(quarter, out var local))
        {
            local = TimeZoneInfo.ConvertTime(Timestamp.ToDateTimeOffset(quarter * Quarter), Zone).DateTime;
            _quarters.Add(quarter, local);
        }

        return local;
    }

    /// <summary>An instant to the second, for people.</summary>
    public DateTime At(long at) => TimeZoneInfo.ConvertTime(Timestamp.ToDateTimeOffset(at), Zone).DateTime;

    /// <summary>The start of the unit that an instant falls in, as sortable ticks of local time.</summary>
    public long Start(Dimension unit, long at)
    {
        var local = Of(at);
        var day = local.Date;
        return (unit switch
        {
            Dimension.Hour => day.AddHours(local.Hour),
            Dimension.Day => day,
            Dimension.Week => day.AddDays(-(((int)day.DayOfWeek - (int)WeekStart + 7) % 7)),
            _ => new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Unspecified),
        }).Ticks;
    }

    public static string Format(Dimension unit, long start) => new DateTime(start, DateTimeKind.Unspecified).ToString(
        unit switch { Dimension.Hour => "yyyy-MM-dd HH:00", Dimension.Month => "yyyy-MM", _ => "yyyy-MM-dd" }, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The instant at which a local day begins, also when the clock skips midnight.</summary>
    public long StartOfDay(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        // Midnight that comes twice begins the day the first time, at the larger offset.
        var offset = Zone.IsAmbiguousTime(midnight) ? Zone.GetAmbiguousTimeOffsets(midnight).Max() : Zone.GetUtcOffset(midnight);
        return Timestamp.Of(new DateTimeOffset(midnight, offset));
    }
}
