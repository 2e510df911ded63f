using Bursar.Ledger;

namespace Bursar.Tests.Books;

/// <summary>The first programs on a fresh machine meet at a ledger that is not there yet.</summary>
public sealed class OpeningTests
{
    private const int Programs = 4;

    [Fact]
    public async Task Programs_that_open_a_new_ledger_at_once_all_get_it()
    {
        using var folder = new TempFolder();
        for (var round = 0; round < 60; round++)
        {
            var path = folder[$"new-{round}/ledger.db"];
            using var start = new Barrier(Programs);

            // Nobody holds the ledger for long, so nobody may be refused.
            await Task.WhenAll(Enumerable.Range(0, Programs).Select(_ => OnItsOwnThread(() =>
            {
                start.SignalAndWait();
                LedgerStore.Open(path).Dispose();
            })));
        }
    }

    private static Task OnItsOwnThread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
