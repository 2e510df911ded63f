using System.Text.Json.Nodes;
using Bursar.Ledger.Reports;

namespace Bursar.Tests.Number;

/// <summary>A fork copies history under a new session id; the history stays with the session that made it.</summary>
public sealed class ForkTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private static Line[] Original => [Line.User("2026-11-01T09:00:00Z"), Line.Assistant("msg_1").Output(10).At("2026-11-01T09:00:05Z"), Line.User("2026-11-01T09:01:00Z"), Line.Assistant("msg_2").Output(20).At("2026-11-01T09:01:05Z")];

    private static Line[] CopyOf(Line[] lines, string session) => [.. lines.Select(line => line.Copy().Session(session))];

    /// <summary>As --fork-session in print mode writes it: its own queue-operation stands first and is the later.</summary>
    private static Line[] PrintFork(string session) => [Line.QueueOperation("2026-11-01T11:00:00Z").Session(session), .. CopyOf(Original, session), Line.Assistant("msg_3").Output(40).At("2026-11-01T11:00:05Z")];

    /// <summary>As /branch writes it: every copied line names its parent.</summary>
    private static Line[] Branch(string session, string parent) =>
        [.. CopyOf(Original, session).Select(line => line.Set("forkedFrom", new JsonObject { ["sessionId"] = parent, ["messageUuid"] = "u" })), Line.Assistant("msg_3").Output(40).At("2026-11-01T11:00:05Z")];

    private void Read(bool forkFirst, Action fork, Action original)
    {
        (forkFirst ? fork : original)();
        _machine.Ingest();
        (forkFirst ? original : fork)();
        _machine.Ingest();
    }

    [Theory]
    [InlineData(true, "a", "b")]
    [InlineData(false, "a", "b")]
    [InlineData(true, "b", "a")]
    [InlineData(false, "b", "a")]
    public void In_either_reading_order_history_stays_with_the_original(bool forkFirst, string original, string fork)
    {
        Read(forkFirst, () => _machine.Session(fork, PrintFork(fork)), () => _machine.Session(original, Original));

        var bySession = _machine.Report(Dimension.Session).Rows.ToDictionary(row => row.Values[0]!, row => row.Sums.Output);
        Assert.Equal((30, 40, 70), (bySession[original], bySession[fork], _machine.Totals.Output));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_branch_names_its_parent_in_either_reading_order(bool forkFirst)
    {
        Read(forkFirst, () => _machine.Session("a", Branch("a", "z")), () => _machine.Session("z", Original));

        Assert.Equal("a=1 z=2", _machine.Messages(Dimension.Session));
    }

    [Fact]
    public void A_branch_whose_parent_is_gone_still_leaves_history_to_the_parent()
    {
        _machine.Session("a", Branch("a", "z"));

        Assert.Equal("a=1 z=2", _machine.Messages(Dimension.Session));
    }

    [Fact]
    public void A_fork_of_a_fork_leaves_every_response_where_it_was_made()
    {
        _machine.Session("c", [Line.QueueOperation("2026-11-01T12:00:00Z").Session("c"), .. CopyOf(PrintFork("b")[1..], "c"), Line.Assistant("msg_4").At("2026-11-01T12:00:05Z")]);
        _machine.Ingest();
        _machine.Session("b", PrintFork("b"));
        _machine.Ingest();
        _machine.Session("z", Original);

        Assert.Equal("b=1 c=1 z=2", _machine.Messages(Dimension.Session));
    }

    [Fact]
    public void The_fork_that_holds_the_final_snapshot_gives_the_bill_and_not_the_owner()
    {
        _machine.Session("z", Line.User("2026-11-01T09:00:00Z"), Line.Assistant("msg_1").Output(2).Stop(null).At("2026-11-01T09:00:05Z"));
        _machine.Session("a", Line.QueueOperation("2026-11-01T11:00:00Z").Session("a"), Line.User("2026-11-01T09:00:00Z"), Line.Assistant("msg_1").Output(90).At("2026-11-01T09:00:05Z"));

        var row = Assert.Single(_machine.Report(Dimension.Session).Rows);

        Assert.Equal(("z", 90), (row.Values[0], row.Sums.Output));
    }

    [Fact]
    public void A_fork_read_line_by_line_takes_nothing_either()
    {
        _machine.Session("z", Original);
        var fork = PrintFork("a");
        for (var lines = 1; lines <= fork.Length; lines++)
        {
            _machine.Session("a", [.. fork[..lines].Select(line => line.Copy())]);
            _machine.Ingest();
        }

        Assert.Equal("a=1 z=2", _machine.Messages(Dimension.Session));
    }
}
