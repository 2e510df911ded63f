using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Ingest;

/// <summary>
/// Rows under keys that are made no more: until reader 7 a gateway's id without a request id went by session and time, so that each block was a
/// response. A transcript that is still there is read again, and what it gave before goes; of others the rows stay.
/// </summary>
internal sealed class RetiredKeys(Database database, RollupTable rollups)
{
    private Dictionary<long, List<(long Slot, long Session, long? At)>>? _rows;
    private Statement? _delete;

    /// <summary>Called before the first rows of a transcript that is read anew.</summary>
    /// <param name="file">The transcript's id.</param>
    public void Remove(long file)
    {
        if (!(_rows ??= Find()).Remove(file, out var rows))
        {
            return;
        }

        _delete ??= database.Prepare("DELETE FROM responses WHERE slot = ?1");
        foreach (var (slot, session, at) in rows)
        {
            rollups.Leaving(slot);
            _delete.Bind(1, slot).Run();
            rollups.Moved(session, at);
            rollups.Touch(session, at);
        }
    }

    /// <summary>Forgets a transaction that was undone.</summary>
    public void Clear() => _rows = null;

    private Dictionary<long, List<(long, long, long?)>> Find()
    {
        var found = new Dictionary<long, List<(long, long, long?)>>();
        using var rows = database.Prepare("SELECT file, slot, session, at FROM responses WHERE part = 0 AND key GLOB '*|*|[0-9-]*' AND key NOT GLOB 'msg_*'");
        while (rows.Step())
        {
            if (!found.TryGetValue(rows.Int64(0), out var list))
            {
                found.Add(rows.Int64(0), list = []);
            }

            list.Add((rows.Int64(1), rows.Int64(2), rows.Int64OrNull(3)));
        }

        return found;
    }
}
