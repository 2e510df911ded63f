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
}
