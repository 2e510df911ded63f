using Bursar.Ledger.Sqlite;
using Bursar.Transcripts;

namespace Bursar.Ledger.Ingest;

/// <summary>Keeps the client's own totals: of each transcript and session the last, because it includes those before.</summary>
internal sealed class ReportedTable(Database database)
{
    private Statement? _forget;
    private Statement? _add;

    public void Put(CostState state, string path)
    {
        _forget ??= database.Prepare("DELETE FROM reported WHERE session = ?1 AND path = ?2");
        _forget.Bind(1, state.Session).Bind(2, path).Run();
        Add(state, path, new ReportedUsage(null, 0, 0, 0, 0, 0, state.Cost));
        foreach (var model in state.Models)
        {
            Add(state, path, model);
        }
    }

    private void Add(CostState state, string path, ReportedUsage usage)
    {
        _add ??= database.Prepare("INSERT OR REPLACE INTO reported(session, path, model, line, input, output, cache_read, cache_write, web_searches, cost) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        _add.Bind(1, state.Session).Bind(2, path).Bind(3, usage.Model ?? "").Bind(4, state.Line).Bind(5, usage.Input).Bind(6, usage.Output)
            .Bind(7, usage.CacheRead).Bind(8, usage.CacheWrite).Bind(9, usage.WebSearches).Bind(10, usage.Cost).Run();
    }
}
