using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Pricing;

namespace Bursar.Tests.Books;

/// <summary>A new price table reprices what stands in the ledger; the old one brings the old costs back.</summary>
public sealed class RepricingTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private PriceTable Prices(params (string Name, string Value)[] environment) =>
        PriceSources.Load(new BursarPaths(_machine.Folder.Path, _machine.Folder.Path, _machine.Folder.Path), name => environment.FirstOrDefault(variable => variable.Name == name).Value);

    [Fact]
    public void Costs_follow_the_price_table_there_and_back()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Input(1_000_000), Line.Assistant("msg_2").Model("claude-sonnet-5-5").Output(1_000_000), Line.Assistant("msg_3").Model("mystery").Input(1));
        _machine.Prices = Prices();
        Assert.Equal(15m, _machine.Dollars);
        var before = _machine.Content();

        _machine.Prices = Prices(("BURSAR_PRICE_OPUS_INPUT", "7"));
        Assert.Equal(17m, _machine.Dollars);

        _machine.Prices = Prices();
        Assert.Equal(15m, _machine.Dollars);
        Assert.Equal(before, _machine.Content());
    }

    [Fact]
    public void A_model_that_becomes_known_is_priced_and_unpriced_again()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Model("mystery").Input(1_000_000));
        _machine.Prices = Prices();
        Assert.Equal((0m, 1), (_machine.Dollars, _machine.Totals.UnpricedMessages));

        _machine.Folder.Write("config.json", """{"pricing":{"overrides":[{"model":"mystery","input":3,"output":9}]}}"""u8);
        _machine.Prices = Prices();
        Assert.Equal((3m, 0), (_machine.Dollars, _machine.Totals.UnpricedMessages));

        File.Delete(_machine.Folder["config.json"]);
        _machine.Prices = Prices();
        Assert.Equal((0m, 1), (_machine.Dollars, _machine.Totals.UnpricedMessages));
    }

    [Fact]
    public void Rows_whose_transcripts_are_gone_are_repriced_too()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Input(1_000_000));
        _machine.Prices = Prices();
        Assert.Equal(5m, _machine.Dollars);
        Directory.Delete(_machine.Root, recursive: true);

        _machine.Prices = Prices(("BURSAR_PRICE_OPUS_INPUT", "7"));

        Assert.Equal(7m, _machine.Dollars);
    }

    [Fact]
    public void Prices_that_change_while_a_bulk_ingest_runs_hold_for_every_row()
    {
        const int Responses = 30_000;
        for (var file = 0; file < 10; file++)
        {
            _machine.Session($"s{file}", [.. Enumerable.Range(0, Responses / 10).Select(i => Line.Assistant($"msg_{file}_{i}").Input(1_000_000))]);
        }

        var changed = Prices(("BURSAR_PRICE_OPUS_INPUT", "7"));
        var isFirst = true;
        using var bulk = LedgerStore.Open(_machine.LedgerPath);
        new Ingestor(bulk, new Pricer(Prices())).Run([_machine.Root], _ =>
        {
            if (isFirst)
            {
                // Another program with newer prices comes between two transactions.
                isFirst = false;
                using var other = LedgerStore.Open(_machine.LedgerPath);
                new Ingestor(other, new Pricer(changed)).Run([_machine.Folder["nowhere"]]);
            }
        }, TestContext.Current.CancellationToken);

        _machine.Prices = changed;
        Assert.Equal(7m * Responses, _machine.Dollars);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sums_made_on_the_way_are_those_of_the_rows_whoever_writes_meanwhile(bool isDisturbed)
    {
        const string Quarters = "SELECT group_concat(printf('%d %d %d: %d %d %d %d %d', session, quarter, model, messages, cost, max_cost, unpriced_rows, last), char(10)) FROM (SELECT * FROM rollups WHERE messages > 0 ORDER BY session, quarter, model)";
        const string Sessions = "SELECT group_concat(printf('%d %d: %d %d %d %d %d', session, model, messages, cost, max_cost, unpriced_rows, last), char(10)) FROM (SELECT * FROM session_rollups WHERE messages > 0 ORDER BY session, model)";
        for (var session = 0; session < 3; session++)
        {
            _machine.Session($"s{session}", [.. Enumerable.Range(0, 12).Select(i => Line.Assistant($"msg_{session}_{i}").Model(i % 5 == 0 ? "mystery" : "claude-opus-4-8").At($"2026-09-0{(i % 3) + 1}T10:{i + 10}:00.000Z").Input(1_000_000 + i))]);
        }

        _machine.Prices = Prices();
        _machine.Ingest();
        _machine.Folder.Write("config.json", """{"pricing":{"overrides":[{"model":"mystery","input":3,"output":9},{"model":"claude-opus-4-8","input":7,"output":9}]}}"""u8);
        using var ledger = LedgerStore.Open(_machine.LedgerPath);
        var database = ledger.Database;
        using (var pass = new RepricingPass(ledger, new Pricer(Prices()), chunk: 10))
        {
            for (var from = 0; from < 40; from += 10)
            {
                database.Write(() =>
                {
                    pass.Run(from);
                    if (from == 30)
                    {
                        pass.LaySums();
                    }
                });
                if (isDisturbed && from == 10)
                {
                    // A row that was gone over already moves to another session's sums, and a new one comes.
                    _machine.Session("s0b", Line.Assistant("msg_0_1").Model("claude-opus-4-8").At("2026-09-01T09:00:00.000Z").Input(2_000_000).Output(500), Line.Assistant("msg_new").Input(1));
                    _machine.Prices = Prices();
                    using var other = LedgerStore.Open(_machine.LedgerPath);
                    new Ingestor(other, new Pricer(Prices())).RunFound(Bursar.Transcripts.TranscriptCatalog.Find([_machine.Root]), TestContext.Current.CancellationToken);
                }
            }
        }

        Assert.Equal(isDisturbed, database.Scalar("SELECT count(*) FROM rollups_stale") > 0);
        database.Write(() => Bursar.Ledger.Rollups.RollupTable.RefreshSince(database, long.MinValue));
        var (quarters, sessions) = (database.Text(Quarters), database.Text(Sessions));
        Assert.Equal(0, database.Scalar("SELECT count(*) FROM responses WHERE unpriced <> 0"));

        // From the rows alone.
        database.Write(() =>
        {
            database.Execute($"INSERT OR REPLACE INTO rollups_stale SELECT DISTINCT session, {long.MaxValue} FROM responses");
            Bursar.Ledger.Rollups.RollupTable.RefreshSince(database, long.MinValue);
        });
        Assert.Equal(database.Text(Quarters), quarters);
        Assert.Equal(database.Text(Sessions), sessions);
        Assert.Contains("7", quarters, StringComparison.Ordinal);
    }
}
