using System.Text.Json.Nodes;
using Bursar.Ledger.Reports;

namespace Bursar.Tests.Number;

/// <summary>Main threads, subagents and everything between.</summary>
public sealed class ThreadTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void A_session_is_what_its_main_thread_and_its_subagents_used()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(10), Line.Assistant("msg_2").Output(20));
        _machine.Subagent("s1", "a1", Line.Assistant("msg_3").Output(30).Sidechain("a1").Set("attributionAgent", "scout"));
        _machine.Subagent("s1", "a2", Line.Assistant("msg_4").Output(40).Sidechain("a2").Set("attributionAgent", "scout"));
        _machine.Write($"{Machine.Project}s1/subagents/workflows/wf_1/agent-a3.jsonl", "s1", Line.Assistant("msg_5").Output(50).Sidechain("a3"));
        _machine.Subagent("s1", "acompact-a4", Line.Assistant("msg_6").Output(60).Sidechain("acompact-a4"));
        _machine.Write($"{Machine.Project}s1/subagents/workflows/wf_1/journal.jsonl", "s1", Line.Assistant("msg_7").Output(700));

        Assert.Equal("s1=6", _machine.Messages(Dimension.Session));
        Assert.Equal("-=2 compact=1 scout=2 unknown=1", _machine.Messages(Dimension.Agent));
        Assert.Equal((210, 2), (_machine.Totals.Output, _machine.Totals.Turns));
    }

    [Fact]
    public void A_subagents_type_comes_from_the_file_beside_it_when_its_lines_do_not_tell()
    {
        _machine.Subagent("s1", "a1", Line.Assistant("msg_1").Sidechain("a1"));
        _machine.Write($"{Machine.Project}s1/subagents/agent-a1.meta.json", """{"agentType":"Explore","description":"secret plan"}""");

        Assert.Equal("Explore=1", _machine.Messages(Dimension.Agent));
    }

    [Fact]
    public void A_damaged_file_beside_it_costs_nothing_of_the_bill()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(1));
        _machine.Subagent("s1", "a1", Line.Assistant("msg_2").Output(2).Sidechain("a1"));
        _machine.Folder.Write($"claude/{Machine.Project}s1/subagents/agent-a1.meta.json", [.. "{\"agentType\":\""u8, 0xff, 0xc6, .. "\"}"u8]);

        Assert.Equal((3, 2), (_machine.Totals.Output, _machine.Totals.Messages));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_side_questions_replay_is_counted_once_and_stays_with_the_main_thread(bool replayFirst)
    {
        var original = Line.Assistant("msg_1").Request("req_1").Input(10).Output(20).Session("s1");
        var replay = original.Copy().Request("req_2").Sidechain("aside").Uuid("other");
        foreach (var first in (bool[])[replayFirst, !replayFirst])
        {
            _ = first ? _machine.Subagent("s1", "aside", replay, Line.Assistant("msg_2").Output(5).Sidechain("aside")) : _machine.Session("s1", original);
            _machine.Ingest();
        }

        Assert.Equal((25, 2, 1), (_machine.Totals.Output, _machine.Totals.Messages, _machine.Totals.Turns));
        Assert.Equal("-=1 unknown=1", _machine.Messages(Dimension.Agent));
    }

    [Fact]
    public void Inline_sidechains_of_old_clients_are_the_sessions_but_no_turns_of_its_own()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(1), Line.Assistant("msg_2").Output(2).Sidechain());

        Assert.Equal((3, 2, 1), (_machine.Totals.Output, _machine.Totals.Messages, _machine.Totals.Turns));
        Assert.Equal("s1=2", _machine.Messages(Dimension.Session));
    }

    [Fact]
    public void A_resumed_session_goes_on_in_its_file()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(1));
        Assert.Equal(1, _machine.Totals.Output);

        _machine.Session("s1", Line.Assistant("msg_1").Output(1), Line.User("2026-11-02T10:00:00Z"), Line.Assistant("msg_2").Output(2).At("2026-11-02T10:00:01Z"));

        Assert.Equal("s1=2", _machine.Messages(Dimension.Session));
        Assert.Equal(3, _machine.Totals.Output);
    }

    [Fact]
    public void The_same_history_through_two_roots_or_a_link_counts_once()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(1), Line.Assistant("chat-1").Request(null).Output(2), Line.Assistant(null).Uuid(null).Output(4));
        var copy = Path.Combine(Path.GetDirectoryName(_machine.Root)!, "copy/projects/-home-user-project");
        Directory.CreateDirectory(copy);
        File.Copy(_machine[Machine.Project + "s1.jsonl"], Path.Combine(copy, "s1.jsonl"));
        Directory.CreateSymbolicLink(_machine["projects/other-name"], copy);

        Assert.Equal((7, 3), (_machine.Totals.Output, _machine.Totals.Messages));
    }

    [Fact]
    public void The_clients_own_lines_and_finished_subagents_results_are_not_counted()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(1), Line.Assistant("msg_2").Model("<synthetic>"), Line.Assistant("msg_3").Set("isApiErrorMessage", true),
            Line.User("2026-11-01T10:00:00Z").Set("toolUseResult", new JsonObject { ["usage"] = new JsonObject { ["output_tokens"] = 999 } }));

        Assert.Equal((1, 1), (_machine.Totals.Output, _machine.Totals.Messages));
    }

    [Fact]
    public void A_sum_with_an_unfinished_response_is_a_floor()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(100));
        Assert.False(_machine.Totals.IsFloor);

        _machine.Subagent("s1", "a1", Line.Assistant("msg_2").Output(2).Stop(null).Sidechain("a1"));

        Assert.Equal((true, 1), (_machine.Totals.IsFloor, _machine.Totals.Unfinished));
    }
}
