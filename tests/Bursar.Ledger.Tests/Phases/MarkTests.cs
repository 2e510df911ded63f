using Bursar.Ledger;
using Bursar.Ledger.Phases;

namespace Bursar.Tests.Phases;

/// <summary>Marks of phases where clocks and callers do what they should not.</summary>
public sealed class MarkTests : IDisposable
{
    private readonly Machine _machine = new();
    private readonly SetClock _clock = new();
    private readonly LedgerStore _ledger;
    private readonly PhaseMarks _marks;

    public MarkTests()
    {
        _ledger = LedgerStore.Open(_machine.LedgerPath);
        _marks = new PhaseMarks(_ledger, _clock);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _machine.Dispose();
    }

    private string Report()
    {
        _machine.Ingest();
        var report = PhaseReport.Build(_ledger, PhaseFilter.Everything);
        return string.Join(' ', report.Phases.Select(phase => $"{new string('>', phase.Depth)}{phase.Name}={phase.Own.Output}/{phase.Whole.Output}").Append($"rest={report.Rest.Output}"));
    }

    [Fact]
    public void A_clock_that_is_set_back_puts_no_phase_before_the_one_around_it()
    {
        _marks.Start("s", "outer");
        _clock.Wait(-60_000);
        _marks.Start("s", "inner");
        var ended = _marks.End("s", "outer");

        Assert.All(ended.Asked.Concat(ended.Inside), phase => Assert.True(phase.Ended >= phase.Started));
        Assert.Equal("outer=0/0 >inner=0/0 rest=0", Report());
    }

    [Fact]
    public void A_line_of_the_same_millisecond_as_a_mark_comes_after_it()
    {
        _clock.Now = _clock.Now.AddMicroseconds(700);
        _marks.Start("s", "first");
        _machine.Session("s", Line.User(_clock.Text), Line.Assistant("msg_1").At(_clock.Wait(10).Text).Output(1), Line.User(_clock.Wait(10).Text), Line.Assistant("msg_2").At(_clock.Wait(10).Text).Output(10));
        _clock.Wait(-10);
        _marks.End("s");

        Assert.Equal("first=1/1 rest=10", Report());
    }

    [Fact]
    public void What_goes_on_after_its_session_ended_is_no_longer_in_what_was_around_it()
    {
        _marks.Start("s", "run");
        _marks.Start("s", "task", "k");
        _machine.Session("s", Line.User(_clock.Wait(1).Text), Line.Assistant("msg_1").At(_clock.Wait(5).Text).Output(1), Line.User(_clock.Wait(100).Text), Line.Assistant("msg_2").At(_clock.Wait(5).Text).Output(10));
        _marks.EndSession("s", Transcripts.Timestamp.Of(_clock.Now.AddMilliseconds(-50)));

        Assert.Equal("run=0/1 >task=11/11 rest=0", Report());
    }

    [Fact]
    public void A_response_without_any_time_belongs_to_no_phase()
    {
        _marks.Start("s", "all");
        _machine.Session("s", Line.Assistant("msg_1").Without("timestamp").Output(4));

        Assert.Equal("all=0/0 rest=4", Report());
    }

    [Fact]
    public void An_open_phase_lasts_until_the_last_response()
    {
        _marks.Start("s", "open");
        _machine.Session("s", Line.User(_clock.Wait(1_000).Text), Line.Assistant("msg_1").At(_clock.Wait(4_000).Text).Output(1));
        _machine.Ingest();

        Assert.Equal(TimeSpan.FromSeconds(5), PhaseReport.Build(_ledger, PhaseFilter.Everything).Phases.Single().Duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("two\nlines")]
    public void A_name_that_cannot_be_shown_is_refused(string name) => Assert.Equal(ExitCode.BadInput, Assert.Throws<UserError>(() => _marks.Start("s", name)).Code);

    [Fact]
    public void Half_a_character_is_no_name() => Assert.Throws<UserError>(() => _marks.Start("s", "x" + (char)0xd83d));

    [Fact]
    public void A_name_of_any_language_is_kept()
    {
        _marks.Start("s", "設計 😀");
        Assert.Equal("設計 😀", _marks.End("s", "設計 😀").Asked.Single().Name);
    }
}
