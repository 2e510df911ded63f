using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Reports;
using Bursar.Pricing;

namespace Bursar.Tests.Books;

/// <summary>Hooks, reports and bulk reads share one ledger.</summary>
public sealed class SharingTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private void WriteBulk()
    {
        for (var file = 0; file < 12; file++)
        {
            _machine.Session($"s{file}", [.. Enumerable.Range(0, 2_500).Select(i => Line.Assistant($"msg_{file}_{i}").Output(1))]);
        }
    }

    private static void Ingest(LedgerStore ledger, PriceTable prices, string root) => new Ingestor(ledger, new Pricer(prices)).Run([root]);

    private static long Messages(LedgerStore ledger) => ReportBuilder.Build(ledger, [], ReportFilter.Everything, Machine.Utc).Totals.Messages;

    [Fact]
    public void A_writer_in_a_long_transaction_never_blocks_a_reader()
    {
        _machine.Session("s1", Line.Assistant("msg_1"));
        _machine.Ingest();
        using var writer = LedgerStore.Open(_machine.LedgerPath);
        writer.Database.Execute("BEGIN IMMEDIATE; UPDATE responses SET output = 999; INSERT INTO names(name) VALUES ('half done')");

        using (var reader = LedgerStore.OpenReadOnly(_machine.LedgerPath)!)
        {
            Assert.Equal(0, ReportBuilder.Build(reader, [Dimension.Day], ReportFilter.Everything, Machine.Utc).Totals.Output);
        }

        using (var opened = LedgerStore.Open(_machine.LedgerPath, TimeSpan.Zero))
        {
            Assert.Equal(1, Messages(opened));
        }

        writer.Database.Execute("ROLLBACK");
    }

    [Fact]
    public void A_small_write_gets_its_turn_while_a_bulk_ingest_runs()
    {
        WriteBulk();
        var hookRoot = _machine.Folder["hook"];
        _machine.Folder.Write("hook/projects/p/live.jsonl", System.Text.Encoding.UTF8.GetBytes(Line.Assistant("msg_live").Session("live") + "\n"));
        long whenTheHookWasDone = -1;
        using var bulk = LedgerStore.Open(_machine.LedgerPath);
        new Ingestor(bulk, new Pricer(_machine.Prices)).Run([_machine.Root], _ =>
        {
            if (whenTheHookWasDone < 0)
            {
                using var hook = LedgerStore.Open(_machine.LedgerPath, TimeSpan.Zero);
                Ingest(hook, _machine.Prices, hookRoot);
                whenTheHookWasDone = Messages(hook);
            }
        }, TestContext.Current.CancellationToken);

        // The hook's row and no more than the first transactions' rows: the bulk ingest was still on its way.
        Assert.InRange(whenTheHookWasDone, 2, 12_001);
        Assert.Equal(30_001, Messages(bulk));
    }

    [Fact]
    public void A_bulk_ingest_writes_in_transactions_of_bounded_size()
    {
        WriteBulk();
        var seen = new List<long>();
        using var bulk = LedgerStore.Open(_machine.LedgerPath);
        using var reader = LedgerStore.Open(_machine.LedgerPath);
        new Ingestor(bulk, new Pricer(_machine.Prices)).Run([_machine.Root], _ => seen.Add(Messages(reader)), TestContext.Current.CancellationToken);

        Assert.Equal(30_000, seen[^1]);
        Assert.All(seen.Prepend(0).Zip(seen), step => Assert.InRange(step.Second - step.First, 0, 9_000));
    }

    [Fact]
    public void Interrupted_at_any_transaction_nothing_is_lost_or_doubled()
    {
        WriteBulk();
        for (var interruptAt = 1; interruptAt <= 3; interruptAt++)
        {
            using var source = new CancellationTokenSource();
            using var ledger = LedgerStore.Open(_machine.LedgerPath);
            var steps = 0;
            try
            {
                new Ingestor(ledger, new Pricer(_machine.Prices)).Run([_machine.Root], _ =>
                {
                    if (++steps == interruptAt)
                    {
                        source.Cancel();
                    }
                }, source.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.InRange(Messages(ledger), 1, 30_000);
            }
        }

        Assert.Equal((30_000, 30_000), (_machine.Totals.Messages, _machine.Totals.Output));
    }

    [Fact]
    public void Rows_and_offsets_move_together_or_not_at_all()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(1), Line.Assistant("msg_2").Output(2));
        using (var ledger = LedgerStore.Open(_machine.LedgerPath))
        {
            // The disk refuses the second row.
            ledger.Database.Execute("CREATE TRIGGER refuse BEFORE INSERT ON responses WHEN NEW.key = 'msg_2' BEGIN SELECT RAISE(ABORT, 'no'); END");
            Assert.Throws<UserError>(() => Ingest(ledger, _machine.Prices, _machine.Root));
            Assert.Equal(0, ledger.Database.Scalar("SELECT count(*) FROM responses"));
            Assert.Equal(0, ledger.Database.Scalar("SELECT count(*) FROM files"));

            ledger.Database.Execute("DROP TRIGGER refuse");
            Ingest(ledger, _machine.Prices, _machine.Root);
            Assert.Equal(2, Messages(ledger));
        }

        Assert.Equal(3, _machine.Totals.Output);
    }
}
