using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Maintenance;

/// <summary>
/// Reads a table in the order of its ids and steps over what is damaged: a page that cannot be read hides its rows, not
/// those behind it.
/// </summary>
internal sealed class RowReader(Database database, string table, string columns, List<string> lost)
{
    /// <summary>No ledger has so many rows; a larger id is damage.</summary>
    private const long MaxId = 1L << 40;

    /// <summary>A file damaged in more places than this is given up.</summary>
    private const int MaxSpots = 200;

    /// <summary>Calls <paramref name="read"/> for each row; column 0 is the id, the columns asked for follow.</summary>
    public void ForEach(Action<Statement> read)
    {
        Statement rows;
        try
        {
            rows = database.Prepare($"SELECT id, {columns} FROM {table} WHERE id > ?1 ORDER BY id");
        }
        catch (SqliteError e)
        {
            lost.Add($"all {table}: {e.Reason}");
            return;
        }

        using (rows)
        {
            var last = 0L;
            for (var spots = 0; Read(rows, ref last, read) is { } damage; spots++)
            {
                var next = spots < MaxSpots ? NextReadable(rows, last) : null;
                lost.Add(next is { } id ? $"{table} {last + 1} to {id}: {damage}" : $"{table} from {last + 1} on: {damage}");
                if (next is null)
                {
                    return;
                }

                last = next.Value;
            }
        }
    }

    private static string? Read(Statement rows, ref long last, Action<Statement> read)
    {
        try
        {
            rows.Bind(1, last);
            while (rows.Step())
            {
                var id = rows.Int64(0);
                if (id <= last)
                {
                    // Damaged pages can point back to where the reader has been.
                    return "ids out of order";
                }

                if (id < MaxId)
                {
                    read(rows);
                    last = id;
                }
            }

            return null;
        }
        catch (SqliteError e)
        {
            return e.Reason;
        }
        finally
        {
            rows.Reset();
        }
    }

    /// <summary>
    /// The smallest id behind which a row can be read: doubling steps until one can, then halving back; null when there
    /// is none.
    /// </summary>
    private static long? NextReadable(Statement rows, long last)
    {
        var bad = last;
        var good = last;
        for (var gap = 1L; good == last && gap <= MaxId; gap *= 2)
        {
            if (CanRead(rows, last + gap))
            {
                good = last + gap;
            }
            else
            {
                bad = last + gap;
            }
        }

        if (good == last)
        {
            return null;
        }

        bad = Math.Min(bad, good - 1);
        while (good - bad > 1)
        {
            var middle = bad + ((good - bad) / 2);
            if (CanRead(rows, middle))
            {
                good = middle;
            }
            else
            {
                bad = middle;
            }
        }

        return good;
    }

    /// <summary>Whether there is a row after an id and it can be read.</summary>
    private static bool CanRead(Statement rows, long after)
    {
        try
        {
            return rows.Bind(1, after).Step() && rows.Int64(0) > after;
        }
        catch (SqliteError)
        {
            return false;
        }
        finally
        {
            rows.Reset();
        }
    }
}
