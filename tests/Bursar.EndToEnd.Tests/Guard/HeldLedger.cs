using Bursar.Ledger;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>Another program in the midst of a write: the ledger is locked until this is disposed.</summary>
internal sealed class HeldLedger : IDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly Task _held;

    public HeldLedger(string path)
    {
        using var isHeld = new ManualResetEventSlim();
        _held = Task.Factory.StartNew(
            () =>
            {
                using var ledger = LedgerStore.Open(path);
                ledger.Transact(() =>
                {
                    isHeld.Set();
                    _release.Wait();
                    return 0;
                });
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(isHeld.Wait(TimeSpan.FromSeconds(10)), "The ledger could not be locked.");
    }

    public void Dispose()
    {
        _release.Set();
        _held.Wait();
        _release.Dispose();
    }
}
