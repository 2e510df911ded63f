using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Ingest;

/// <summary>
/// Rows under keys that are made no more: until reader 7 a gateway's id without a request id went by session and time, so that each block was a
/// response. Which there are stands in a table since the ledger was brought up to date. A line that is read again takes the row that it
/// gave before away, wherever the transcript lies now; rows of lines that are gone stay.
/// </summary>
internal sealed class RetiredKeys(Database database, RollupTable rollups)
{
    private Statement? _find;
    private Statement? _forget;
    private Statement? _row;
    private Statement? _delete;

    /// <param name="line">Message id and time of a line, as <see cref="Transcripts.ResponseBatch.Retired"/> has it.</param>
    public void Remove(string line)
    {
        _find ??= database.Prepare("SELECT slot FROM retired_keys WHERE line = ?1 LIMIT 1");
        while (true)
        {
            var isFound = _find.Bind(1, line).Step();
            var slot = isFound ? _find.Int64(0) : 0;
            _find.Reset();
            if (!isFound)
            {
                return;
            }

            RemoveRow(slot);
            (_forget ??= database.Prepare("DELETE FROM retired_keys WHERE line = ?1 AND slot = ?2")).Bind(1, line).Bind(2, slot).Run();
        }
    }

    private void RemoveRow(long slot)
    {
        _row ??= database.Prepare("SELECT session, at FROM responses WHERE slot = ?1 AND part = 0");
        var isThere = _row.Bind(1, slot).Step();
        var (session, at) = isThere ? (_row.Int64(0), _row.Int64OrNull(1)) : default;
        _row.Reset();
        if (isThere)
        {
            rollups.Leaving(slot);
            (_delete ??= database.Prepare("DELETE FROM responses WHERE slot = ?1")).Bind(1, slot).Run();
            rollups.Moved(session, at);
            rollups.Touch(session, at);
        }
    }
}
