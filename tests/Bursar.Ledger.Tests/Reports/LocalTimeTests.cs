using Bursar.Ledger.Reports;

namespace Bursar.Tests.Reports;

/// <summary>Hours, days, weeks and months as the clock on the wall shows them.</summary>
public sealed class LocalTimeTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private static string By(Dimension dimension, string zone, params string[] instants) => By(dimension, zone, DayOfWeek.Sunday, instants);

    private static string By(Dimension dimension, string zone, DayOfWeek weekStart, params string[] instants)
    {
        using var machine = new Machine();
        machine.Session("s1", [.. instants.Select((at, i) => Line.Assistant($"msg_{i}").At(at))]);
        var report = machine.Report(ReportFilter.Everything, new LocalTime(TimeZoneInfo.FindSystemTimeZoneById(zone), weekStart), dimension);
        return string.Join(' ', report.Rows.Select(row => $"{row.Values[0]}={row.Sums.Messages}"));
    }

    [Fact]
    public void A_day_begins_at_local_midnight()
    {
        Assert.Equal("2026-10-31=1 2026-11-01=1", By(Dimension.Day, "Europe/Berlin", "2026-10-31T22:59:59.999999Z", "2026-10-31T23:00:00Z"));
        Assert.Equal("2026-10-31=1 2026-11-01=1", By(Dimension.Day, "America/New_York", "2026-11-01T03:59:59.999Z", "2026-11-01T04:00:00Z"));
    }

    [Fact]
    public void Zones_of_half_and_quarter_hours()
    {
        Assert.Equal("2026-11-01=1 2026-11-02=1", By(Dimension.Day, "Asia/Kathmandu", "2026-11-01T18:14:59.999Z", "2026-11-01T18:15:00Z"));
        Assert.Equal("2026-11-01=1 2026-11-02=1", By(Dimension.Day, "Asia/Kolkata", "2026-11-01T18:29:59.999Z", "2026-11-01T18:30:00Z"));
        Assert.Equal("2026-11-01 05:00=1 2026-11-01 06:00=1", By(Dimension.Hour, "Asia/Kathmandu", "2026-11-01T00:14:59Z", "2026-11-01T00:15:00Z"));
    }

    [Fact]
    public void In_spring_an_hour_is_missing_and_the_day_is_shorter()
    {
        // New York, 2026-03-08: 02:00 EST is 03:00 EDT.
        Assert.Equal("2026-03-08 01:00=1 2026-03-08 03:00=1", By(Dimension.Hour, "America/New_York", "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z"));
        Assert.Equal("2026-03-07=1 2026-03-08=2 2026-03-09=1", By(Dimension.Day, "America/New_York", "2026-03-08T04:59:59Z", "2026-03-08T05:00:00Z", "2026-03-09T03:59:59Z", "2026-03-09T04:00:00Z"));
    }

    [Fact]
    public void In_autumn_an_hour_comes_twice_and_the_day_is_longer()
    {
        // New York, 2026-11-01: 02:00 EDT is 01:00 EST.
        Assert.Equal("2026-11-01 01:00=2 2026-11-01 02:00=1", By(Dimension.Hour, "America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:00:00Z"));
        Assert.Equal("2026-10-31=1 2026-11-01=2 2026-11-02=1", By(Dimension.Day, "America/New_York", "2026-11-01T03:59:59Z", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59Z", "2026-11-02T05:00:00Z"));
    }

    [Fact]
    public void Lord_Howe_changes_its_clock_by_half_an_hour()
    {
        // 2026-10-04: 02:00 (+10:30) is 02:30 (+11).
        Assert.Equal("2026-10-04 01:00=1 2026-10-04 02:00=2", By(Dimension.Hour, "Australia/Lord_Howe", "2026-10-03T15:29:59Z", "2026-10-03T15:30:00Z", "2026-10-03T15:59:59Z"));
        Assert.Equal("2026-10-03=1 2026-10-04=2 2026-10-05=1", By(Dimension.Day, "Australia/Lord_Howe", "2026-10-03T13:29:59Z", "2026-10-03T13:30:00Z", "2026-10-04T12:59:59Z", "2026-10-04T13:00:00Z"));
    }

    [Fact]
    public void A_day_whose_midnight_the_clock_skips_begins_at_one()
    {
        // Cairo, 2026-04-24: 00:00 is 01:00.
        var cairo = new LocalTime(TimeZoneInfo.FindSystemTimeZoneById("Africa/Cairo"), DayOfWeek.Sunday);
        _machine.Session("s1", Line.Assistant("msg_1").At("2026-04-23T21:59:59.999Z"), Line.Assistant("msg_2").At("2026-04-23T22:00:00Z"));

        Assert.Equal(["2026-04-23", "2026-04-24"], _machine.Report(ReportFilter.Everything, cairo, Dimension.Day).Rows.Select(row => row.Values[0]));
        Assert.Equal(1, _machine.Report(new ReportFilter(Since: new DateOnly(2026, 4, 24)), cairo, Dimension.Day).Totals.Messages);
    }

    [Theory]
    [InlineData(DayOfWeek.Sunday, "2026-11-01=3 2026-11-08=1")]
    [InlineData(DayOfWeek.Monday, "2026-10-26=1 2026-11-02=3")]
    [InlineData(DayOfWeek.Tuesday, "2026-10-27=2 2026-11-03=2")]
    [InlineData(DayOfWeek.Wednesday, "2026-10-28=2 2026-11-04=2")]
    [InlineData(DayOfWeek.Thursday, "2026-10-29=2 2026-11-05=2")]
    [InlineData(DayOfWeek.Friday, "2026-10-30=2 2026-11-06=2")]
    [InlineData(DayOfWeek.Saturday, "2026-10-31=2 2026-11-07=2")]
    public void A_week_is_named_after_its_first_day(DayOfWeek start, string expected)
    {
        // Sunday the 1st, Monday the 2nd, Saturday the 7th, Sunday the 8th.
        Assert.Equal(expected, By(Dimension.Week, "UTC", start, "2026-11-01T00:00:00Z", "2026-11-02T23:59:59Z", "2026-11-07T23:59:59Z", "2026-11-08T00:00:00Z"));
    }

    [Fact]
    public void Months_end_where_they_end()
    {
        Assert.Equal("2028-02=1 2028-03=1", By(Dimension.Month, "UTC", "2028-02-29T23:59:59.999999Z", "2028-03-01T00:00:00Z"));
        Assert.Equal("2026-12=1 2027-01=1", By(Dimension.Month, "Asia/Kathmandu", "2026-12-31T18:14:59Z", "2026-12-31T18:15:00Z"));
    }

    [Theory]
    [InlineData("UTC", "2026-11-01T00:00:00Z", "2026-11-03T00:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T04:00:00Z", "2026-11-03T05:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-10-31T18:15:00Z", "2026-11-02T18:15:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-31T13:00:00Z", "2026-11-02T13:00:00Z")]
    public void Since_and_until_hold_whole_local_days(string zone, string first, string end)
    {
        var time = new LocalTime(TimeZoneInfo.FindSystemTimeZoneById(zone), DayOfWeek.Sunday);
        var (from, to) = (DateTimeOffset.Parse(first, null), DateTimeOffset.Parse(end, null));
        _machine.Session("s1", [.. new[] { from.AddMicroseconds(-1), from, to.AddMicroseconds(-1), to }.Select((at, i) => Line.Assistant($"msg_{i}").At(at.ToString("O", null)).Output(1 << i)), Line.Assistant("msg_never").Without("timestamp").Output(64)]);

        long Output(DateOnly? since, DateOnly? until) => _machine.Report(new ReportFilter(since, until), time, Dimension.Day).Totals.Output;

        Assert.Equal(2 + 4, Output(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 2)));
        Assert.Equal(2 + 4 + 8, Output(new DateOnly(2026, 11, 1), null));
        Assert.Equal(1 + 2 + 4, Output(null, new DateOnly(2026, 11, 2)));
        Assert.Equal(15 + 64, Output(null, null));
    }
}
