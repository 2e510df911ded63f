using Bursar.Ledger.Reports;

namespace Bursar.Tests.Rollups;

/// <summary>A response that is told again at another time takes its first and last with it, also within a quarter of an hour.</summary>
public sealed class MovedTests : IDisposable
{
    private static readonly ReportFilter FirstDay = new(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 1));

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("2026-11-01T23:50:00Z", "2026-11-02T00:05:00Z", "2026-11-01T09:00:00Z", "2026-11-01T23:46:00Z")]
    [InlineData("2026-11-01T00:02:00Z", "2026-11-01T12:00:00Z", "2026-11-01T00:10:00Z", "2026-11-01T23:46:00Z")]
    public void Neither_the_quarter_it_left_nor_the_session_keeps_its_time(string before, string after, string first, string last)
    {
        // Others lie before and behind it, so that the session's own first and last are not its.
        Line[] lines =
        [
            Line.Assistant("msg_before").Output(1).At("2026-10-31T12:00:00Z"),
            Line.Assistant("msg_0").Output(1).At(first),
            Line.Assistant("msg_moving").Output(1).At(before),
            Line.Assistant("msg_1").Output(1).At(last),
            Line.Assistant("msg_after").Output(1).At("2026-11-03T12:00:00Z"),
        ];
        _machine.Session("s", lines);
        _machine.Ingest();
        _machine.Session("s", [.. lines, Line.Assistant("msg_moving").Output(2).At(after)]);

        var row = Assert.Single(_machine.Report(FirstDay, Machine.Utc, Dimension.Session).Rows);

        Assert.Equal((DateTimeOffset.Parse(first, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse(last, System.Globalization.CultureInfo.InvariantCulture)), (row.First, row.Last));
    }
}
