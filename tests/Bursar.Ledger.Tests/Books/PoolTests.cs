using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Reports;
using Bursar.Pricing;

namespace Bursar.Tests.Books;

/// <summary>A ledger that a server keeps open is the one that a fresh look would open.</summary>
public sealed class PoolTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Machine _machine = new();
    private readonly LedgerPool _pool = new();

    public void Dispose()
    {
        _pool.Dispose();
        _machine.Dispose();
    }

    private T With<T>(Func<LedgerStore, T> work) => _pool.With(_machine.LedgerPath, Patience, Patience, work);

    private string Sessions() => With(ledger => string.Join(' ', ReportBuilder.Build(ledger, [Dimension.Session], ReportFilter.Everything, Machine.Utc).Rows.Select(row => row.Values[0]).Order(StringComparer.Ordinal)));

    [Fact]
    public void What_others_write_meanwhile_is_seen()
    {
        _machine.Session("a", Line.Assistant("msg_1"));
        _machine.Ingest();
        Assert.Equal("a", Sessions());

        _machine.Session("b", Line.Assistant("msg_2"));
        _machine.Ingest();

        Assert.Equal("a b", Sessions());
        Assert.True(With(ledger => ledger.Names.Find("b") is not null));
    }

    [Fact]
    public void A_ledger_that_was_rebuilt_is_opened_anew_and_the_old_one_harms_it_not()
    {
        _machine.Session("a", Line.Assistant("msg_1"));
        _machine.Ingest();
        Assert.Equal("a", Sessions());

        _machine.Session("b", Line.Assistant("msg_2"));
        Bursar.Ledger.Maintenance.Rebuild.Run(_machine.LedgerPath, [_machine.Root], new Pricer(_machine.Prices), TimeProvider.System, null, CancellationToken.None);
        using var other = LedgerStore.Open(_machine.LedgerPath);
        other.Transact(() => other.Names.Id("written before the old one was closed"));

        Assert.Equal("a b", Sessions());
        With(ledger => ledger.Transact(() => ledger.Names.Id("written after")));
        using var third = LedgerStore.Open(_machine.LedgerPath);
        Assert.Equal("ok", third.Database.Text("PRAGMA integrity_check"));
        Assert.NotNull(third.Names.Find("written before the old one was closed"));
        Assert.NotNull(third.Names.Find("written after"));
    }

    [Fact]
    public void A_ledger_that_was_removed_is_made_anew()
    {
        _machine.Session("a", Line.Assistant("msg_1"));
        _machine.Ingest();
        Assert.Equal("a", Sessions());

        File.Delete(_machine.LedgerPath);
        File.Delete(_machine.LedgerPath + "-wal");
        File.Delete(_machine.LedgerPath + "-shm");

        Assert.Equal("", Sessions());
        Assert.True(File.Exists(_machine.LedgerPath));
    }

    [Fact]
    public void A_ledger_of_a_newer_program_is_refused_in_words()
    {
        With(ledger => 0);
        using (var newer = LedgerStore.Open(_machine.LedgerPath))
        {
            newer.Database.Execute("PRAGMA user_version = 9999");
        }

        Assert.Contains("newer", Assert.Throws<UserError>(() => With(ledger => 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_failure_the_next_one_starts_from_a_clean_state()
    {
        Assert.Throws<InvalidOperationException>(() => With(ledger => ledger.Transact<int>(() =>
        {
            ledger.Names.Id("undone");
            throw new InvalidOperationException();
        })));

        Assert.Null(With(ledger => ledger.Names.Find("undone")));
        Assert.True(With(ledger => ledger.Transact(() => true)));
    }

    [Fact]
    public async Task Many_at_once_each_have_their_own()
    {
        _machine.Session("a", Line.Assistant("msg_1"));
        _machine.Ingest();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 25; i++)
            {
                With(ledger => ledger.Transact(() => ledger.Names.Id($"{worker} {i}")));
            }
        })));

        Assert.Equal(8 * 25, With(ledger => ledger.Database.Scalar("SELECT count(*) FROM names WHERE name GLOB '[0-7] *'")));
    }

    /// <summary>A server answers a hundred thousand events in its life: statements and names of one must not stay for the next.</summary>
    [Fact]
    public void Nothing_grows_from_event_to_event()
    {
        _machine.Session("a", Line.Assistant("msg_1"));
        _machine.Ingest();
        long Held(int events)
        {
            for (var i = 0; i < events; i++)
            {
                With(ledger => ledger.Transact(() =>
                {
                    ledger.Database.Prepare("SELECT count(*) FROM names").Step();
                    return ledger.Database.Scalar($"SELECT count(*) + {i} FROM files");
                }));
            }

            return With(ledger => ledger.Database.StatementCount);
        }

        var early = Held(600);
        Assert.InRange(Held(3000), 1, Math.Max(early, 260));
    }
}
