namespace Bursar.Ledger.Ingest;

/// <summary>
/// Clears away what was made and left behind whenever a certain amount is reached. .NET would wait for as much as the
/// processor's cache holds, which on some machines is more than a whole first read makes.
/// </summary>
internal sealed class YoungGarbage
{
    private const long Amount = 6_000_000;

    private long _seen = GC.GetTotalAllocatedBytes();

    public void ClearIfMuch()
    {
        var made = GC.GetTotalAllocatedBytes();
        if (made - _seen >= Amount)
        {
            _seen = made;
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        }
    }
}
