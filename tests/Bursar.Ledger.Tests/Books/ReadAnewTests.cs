using System.Text.Json.Nodes;
using Bursar.Ledger;
using Bursar.Ledger.Reports;

namespace Bursar.Tests.Books;

/// <summary>A ledger that an earlier reader wrote, once a better one has come.</summary>
public sealed class ReadAnewTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private static Line[] Blocks(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Line.Assistant("gen-1").Request(null).Uuid($"u{i}").Parent(i == 0 ? null : $"u{i - 1}").At($"2026-11-01T10:00:{i:00}.000Z").Output(10))];

    private static long At(int second) => Bursar.Transcripts.Timestamp.Of(new DateTimeOffset(2026, 11, 1, 10, 0, second, TimeSpan.Zero));

    /// <summary>What reader 6 made of a gateway's three blocks in ledger version 10: a row for each.</summary>
    private void WriteAsBefore(string session)
    {
        using var ledger = LedgerStore.Open(_machine.LedgerPath);
        ledger.Database.Execute($"CREATE TEMP TABLE before AS SELECT * FROM responses WHERE key GLOB 'gen-1#*' AND session = (SELECT id FROM names WHERE name = '{session}'); DELETE FROM responses WHERE key GLOB 'gen-1#*'");
        for (var block = 0; block < 3; block++)
        {
            ledger.Database.Execute($"UPDATE before SET id = NULL, slot = slot + 1, key = 'gen-1|{session}|{At(block)}', at = {At(block)}; INSERT INTO responses SELECT * FROM before");
        }

        ledger.Database.Execute(
            $"""
            UPDATE files SET reader = 6;
            INSERT INTO rollups_stale SELECT id, {long.MaxValue} FROM names WHERE name = '{session}' ON CONFLICT DO NOTHING;
            DROP TABLE retired_keys;
            PRAGMA user_version = 10;
            """);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public void A_gateways_blocks_become_one_response(int others)
    {
        _machine.Session("s", [.. Blocks(3), .. Enumerable.Range(0, others).Select(i => Line.Assistant($"msg_{i}").Output(1))]);
        _machine.Ingest();
        var expected = _machine.Content();
        WriteAsBefore("s");
        Assert.Equal(30 + others, Sum("responses"));

        _machine.Ingest();

        Assert.Equal(expected, _machine.Content());
        Assert.Equal(10 + others, Sum("responses"));
        Assert.Equal(10 + others, _machine.Totals.Output);
    }

    [Fact]
    public void Those_of_a_transcript_that_is_gone_stay()
    {
        _machine.Session("s", Blocks(3));
        _machine.Ingest();
        WriteAsBefore("s");
        File.Delete(_machine[Machine.Project + "s.jsonl"]);

        Assert.Equal(30, _machine.Totals.Output);
    }

    [Fact]
    public void Of_a_transcript_that_has_moved_or_was_forked_they_go()
    {
        var path = _machine.Session("s", Blocks(3));
        _machine.Ingest();
        WriteAsBefore("s");
        File.Move(path, _machine.Write("projects/-home-user-other/s.jsonl", ""), overwrite: true);

        Assert.Equal(10, _machine.Totals.Output);
    }

    [Fact]
    public void In_a_rebuild_they_are_not_taken_over_for_lines_that_are_there()
    {
        _machine.Session("s", [.. Blocks(3), Line.Assistant("msg_1").Output(1)]);
        _machine.Ingest();
        WriteAsBefore("s");

        Bursar.Ledger.Maintenance.Rebuild.Run(_machine.LedgerPath, [_machine.Root], new Bursar.Pricing.Pricer(_machine.Prices), TimeProvider.System, null, TestContext.Current.CancellationToken);

        Assert.Equal(11, _machine.Totals.Output);
    }

    [Fact]
    public void In_a_rebuild_an_older_readers_word_replaces_nothing_that_was_read()
    {
        _machine.Session("s", Line.Assistant("msg_1").Input(1).Output(2).Iterations(
            new JsonObject { ["type"] = "message", ["input_tokens"] = 1, ["output_tokens"] = 1 }, new JsonObject { ["type"] = "message", ["input_tokens"] = 5, ["output_tokens"] = 1 }));
        _machine.Ingest();
        using (var ledger = LedgerStore.Open(_machine.LedgerPath))
        {
            ledger.Database.Execute($"DELETE FROM responses WHERE part > 0; UPDATE responses SET tiebreak = {long.MaxValue}");
        }

        Bursar.Ledger.Maintenance.Rebuild.Run(_machine.LedgerPath, [_machine.Root], new Bursar.Pricing.Pricer(_machine.Prices), TimeProvider.System, null, TestContext.Current.CancellationToken);

        Assert.Equal(6, _machine.Totals.Input);
    }

    [Fact]
    public void What_stands_behind_the_two_thousandth_response_is_read_anew_as_well()
    {
        var iterations = Enumerable.Range(0, 2_500).Select(i => Line.Assistant($"msg_{i}").Input(1).Output(2).Iterations(
            new JsonObject { ["type"] = "message", ["input_tokens"] = 1, ["output_tokens"] = 1 }, new JsonObject { ["type"] = "message", ["input_tokens"] = 5, ["output_tokens"] = 1 }));
        _machine.Session("s", [.. iterations]);
        _machine.Ingest();
        var expected = _machine.Content();
        using (var ledger = LedgerStore.Open(_machine.LedgerPath))
        {
            // An earlier reader took the sums for all there was; what told equal lines apart was another number.
            ledger.Database.Execute($"DELETE FROM responses WHERE part > 0; UPDATE responses SET tiebreak = {long.MaxValue}; UPDATE files SET reader = 6; INSERT INTO rollups_stale SELECT id, {long.MaxValue} FROM names WHERE name = 's'");
        }

        _machine.Ingest();

        Assert.Equal(expected, _machine.Content());
        Assert.Equal(6 * 2_500, _machine.Totals.Input);
    }

    [Fact]
    public void A_pass_with_nothing_but_a_web_search_is_in_every_report()
    {
        var pass = new JsonObject { ["type"] = "advisor_message", ["model"] = "claude-opus-5", ["input_tokens"] = 0, ["output_tokens"] = 0, ["server_tool_use"] = new JsonObject { ["web_search_requests"] = 3 } };
        _machine.Session("s", Line.Assistant("msg_1").Input(1_000).Output(100).Iterations(pass));

        Assert.Equal(0.0375m, _machine.Dollars);
        Assert.Equal(0.0375m, Bursar.Pricing.Money.ToDollars(_machine.Report(Dimension.Tool).Totals.Cost));
    }

    [Fact]
    public void Another_models_pass_in_a_fast_response_is_not_fast()
    {
        var pass = new JsonObject { ["type"] = "advisor_message", ["model"] = "claude-opus-5", ["input_tokens"] = 100_000, ["output_tokens"] = 1_000 };
        _machine.Session("s", Line.Assistant("msg_1").Model("claude-opus-4-8").Count("speed", "fast").Iterations(pass));

        Assert.Equal(0.525m, _machine.Dollars);
    }

    private long Sum(string table)
    {
        using var ledger = LedgerStore.Open(_machine.LedgerPath);
        return ledger.Database.Scalar($"SELECT sum(output) FROM {table}");
    }
}
