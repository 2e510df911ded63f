using Bursar.Ledger;
using Bursar.Ledger.Reports;

namespace Bursar.Tests.Reports;

/// <summary>Five-hour windows that begin at the full hour of UTC of their first response.</summary>
public sealed class BlockTests
{
    private static IReadOnlyList<Block> Blocks(string now, params string?[] instants)
    {
        using var machine = new Machine();
        machine.Session("s1", [.. instants.Select((at, i) => Line.Assistant($"msg_{i}").At(at).Output(1))]);
        machine.Ingest();
        using var ledger = LedgerStore.Open(machine.LedgerPath);
        return BlockBuilder.Build(ledger, ReportFilter.Everything, Machine.Utc, DateTimeOffset.Parse(now, null));
    }

    private static string Describe(IEnumerable<Block> blocks) => string.Join(' ', blocks.Select(block => $"{block.Start:dd.HHmm}-{block.End:dd.HHmm}{(block.IsGap ? "gap" : "")}={block.Sums.Messages}{(block.IsActive ? "!" : "")}"));

    private const string Later = "2026-12-01T00:00:00Z";

    [Fact]
    public void A_window_begins_at_the_full_hour_and_holds_five_hours()
    {
        Assert.Equal("01.1000-01.1500=3 01.1500-01.2000=1", Describe(Blocks(Later, "2026-11-01T10:42:17Z", "2026-11-01T12:00:00Z", "2026-11-01T14:59:59.999999Z", "2026-11-01T15:00:00.000001Z")));
    }

    [Fact]
    public void The_hour_is_that_of_UTC_whatever_the_zone()
    {
        using var machine = new Machine();
        machine.Session("s1", Line.Assistant("msg_1").At("2026-11-01T10:42:17Z"));
        machine.Ingest();
        using var ledger = LedgerStore.Open(machine.LedgerPath);

        var block = Assert.Single(BlockBuilder.Build(ledger, ReportFilter.Everything, new LocalTime(TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu"), DayOfWeek.Sunday), DateTimeOffset.Parse(Later, null)));

        Assert.Equal(DateTimeOffset.Parse("2026-11-01T10:00:00Z", null), block.Start);
    }

    [Fact]
    public void More_than_five_hours_of_silence_are_a_gap()
    {
        Assert.Equal("01.1000-01.1500=1 01.1530-02.0900gap=0 02.0900-02.1400=1", Describe(Blocks(Later, "2026-11-01T10:30:00Z", "2026-11-02T09:00:00Z")));
        Assert.Equal("01.1000-01.1500=1 01.1500-01.2000=1", Describe(Blocks(Later, "2026-11-01T10:30:00Z", "2026-11-01T15:29:59Z")));
    }

    // Two windows, the first across midnight, then a gap and a third; every other response is of another model.
    [Theory]
    [InlineData(null, null, null, "01.2200-02.0300=3 02.0400-02.0900=1 02.0930-04.1000gap=0 04.1000-04.1500=1!")]
    [InlineData("2026-11-02", null, null, "01.2200-02.0300=3 02.0400-02.0900=1 02.0930-04.1000gap=0 04.1000-04.1500=1!")]
    [InlineData("2026-11-02", "2026-11-02", null, "01.2200-02.0300=3 02.0400-02.0900=1")]
    [InlineData("2026-11-03", null, null, "04.1000-04.1500=1!")]
    [InlineData(null, "2026-11-01", null, "01.2200-02.0300=3")]
    [InlineData(null, null, "haiku", "01.2200-02.0300=1 02.0400-02.0900=1")]
    [InlineData(null, null, "opus", "01.2200-02.0300=2 04.1000-04.1500=1!")]
    [InlineData("2026-11-02", null, "haiku", "01.2200-02.0300=1 02.0400-02.0900=1")]
    [InlineData("2026-11-05", null, null, "")]
    public void Windows_are_those_of_everything_whatever_is_asked_for(string? since, string? until, string? model, string blocks)
    {
        using var machine = new Machine();
        string[] instants = ["2026-11-01T22:30:00Z", "2026-11-02T00:10:00Z", "2026-11-02T02:59:00Z", "2026-11-02T04:30:00Z", "2026-11-04T10:00:00Z"];
        machine.Session("s1", [.. instants.Select((at, i) => Line.Assistant($"msg_{i}").At(at).Output(1).Model(i is 1 or 3 ? "claude-haiku-4-5" : "claude-opus-4-8"))]);
        machine.Ingest();
        using var ledger = LedgerStore.Open(machine.LedgerPath);
        DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", null);

        Assert.Equal(blocks, Describe(BlockBuilder.Build(ledger, new ReportFilter(Day(since), Day(until), Model: model), Machine.Utc, DateTimeOffset.Parse("2026-11-04T10:30:00Z", null))));
    }

    [Fact]
    public void A_window_that_has_not_begun_is_not_open() => Assert.False(Assert.Single(Blocks("2026-11-01T09:00:00Z", "2026-11-01T10:30:00Z")).IsActive);

    [Theory]
    [InlineData("2026-11-01T14:59:59Z", true)]
    [InlineData("2026-11-01T15:00:00Z", false)]
    [InlineData("2026-11-02T00:00:00Z", false)]
    public void A_window_is_active_until_it_ends(string now, bool isActive)
    {
        Assert.Equal(isActive, Assert.Single(Blocks(now, "2026-11-01T10:30:00Z")).IsActive);
    }

    [Fact]
    public void Only_the_last_window_can_be_active()
    {
        Assert.Equal("01.1000-01.1500=2 01.1500-01.2000=1!", Describe(Blocks("2026-11-01T16:00:00Z", "2026-11-01T10:30:00Z", "2026-11-01T14:00:00Z", "2026-11-01T15:30:00Z")));
    }

    [Fact]
    public void Responses_without_a_time_stand_in_a_block_of_their_own()
    {
        var blocks = Blocks(Later, null, "2026-11-01T10:30:00Z", null);

        Assert.Equal([(null, 2L), (DateTimeOffset.Parse("2026-11-01T10:00:00Z", null), 1L)], blocks.Select(block => (block.Start, block.Sums.Messages)));
    }

    [Fact]
    public void A_window_knows_its_first_and_last_response()
    {
        var block = Assert.Single(Blocks(Later, "2026-11-01T12:10:00Z", "2026-11-01T10:42:17Z"));

        Assert.Equal((DateTimeOffset.Parse("2026-11-01T10:42:17Z", null), DateTimeOffset.Parse("2026-11-01T12:10:00Z", null)), (block.FirstActivity, block.LastActivity));
    }

    [Fact]
    public void An_empty_ledger_has_no_blocks() => Assert.Empty(Blocks(Later));
}
