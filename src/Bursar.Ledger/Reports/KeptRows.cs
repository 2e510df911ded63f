using Bursar.Ledger.Rollups;
using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Reports;

/// <summary>
/// The rows of a report from the sums that are kept by quarters of an hour: some ten times fewer than the responses, and
/// every local day begins on a quarter.
/// </summary>
internal static class KeptRows
{
    private static readonly (string Column, Dimension Dimension)[] Names =
        [("session", Dimension.Session), ("project", Dimension.Project), ("agent", Dimension.Agent), ("branch", Dimension.Branch)];

    /// <summary>Whether the sums tell apart what the report asks for. Skills in them are stamps alone, without the evidence that a report adds.</summary>
    public static bool CanAnswer(IReadOnlyList<Dimension> by)
    {
        foreach (var dimension in by)
        {
            if (dimension is Dimension.Plugin or Dimension.Mcp or Dimension.Action or Dimension.Tool or Dimension.Skill)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes stale sums anew; false when that cannot be done now, because nothing may be written or somebody else is writing.</summary>
    public static bool Stand(LedgerStore ledger)
    {
        var database = ledger.Database;
        if (database.Scalar("SELECT EXISTS(SELECT 1 FROM rollups_stale)") == 0)
        {
            return true;
        }

        if (database.IsReadOnly || database.InTransaction)
        {
            return false;
        }

        try
        {
            database.WriteUnlessBusy(() => RollupTable.RefreshSince(database, long.MinValue));
            return true;
        }
        catch (SqliteError e) when (e.IsBusy)
        {
            return false;
        }
    }

    public static void Read(Database database, IReadOnlyList<Dimension> by, string where, UsageRows.Visit visit)
    {
        var wanted = Array.ConvertAll(Names, entry => by.Contains(entry.Dimension));
        var names = string.Join(", ", Names.Select((entry, i) => wanted[i] ? entry.Column : "0"));
        using var rows = database.Prepare(
            $"""
            SELECT first, last, model, input, output, cache_write_5m, cache_write_1h, cache_read, web_searches, messages, turns, unfinished,
              unpriced_messages, unpriced_rows, unpriced_tokens, cost, {names}
            FROM (SELECT *, CASE WHEN quarter >= 0 THEN quarter * {RollupTable.Quarter} END AS at FROM rollups WHERE NOT {RollupTable.IsEmpty}) {where}
            """);
        long? Name(int index) => wanted[index] && rows.Int64(16 + index) is var id and not 0 ? id : null;
        while (rows.Step())
        {
            visit(new UsageRow
            {
                At = rows.Int64OrNull(0),
                Last = rows.Int64OrNull(1),
                Model = rows.Int64(2) is var model and not 0 ? model : null,
                Input = rows.Int64(3),
                Output = rows.Int64(4),
                CacheWrite5m = rows.Int64(5),
                CacheWrite1h = rows.Int64(6),
                CacheRead = rows.Int64(7),
                WebSearches = rows.Int64(8),
                Messages = rows.Int64(9),
                Turns = rows.Int64(10),
                Unfinished = rows.Int64(11),
                UnpricedMessages = rows.Int64(12),
                UnpricedRows = rows.Int64(13),
                UnpricedTokens = rows.Int64(14),
                Cost = rows.Int64(15),
                Session = Name(0),
                Project = Name(1),
                Agent = Name(2),
                Branch = Name(3),
            });
        }
    }
}
