using System.Text;
using Bursar.Ledger.Sqlite;

namespace Bursar.Tests;

/// <summary>Everything that a ledger says of responses, as text; only row numbers and where the bill was read are left out.</summary>
internal static class LedgerContent
{
    private static readonly string[] Names = ["session", "agent_id", "agent", "project", "model", "service_tier", "speed", "inference_geo", "branch", "version", "skill", "plugin", "mcp_server", "mcp_tool", "turn_label", "own_skill", "answers"];

    private static readonly string[] Values = ["key", "part", "sidechain", "copy", "transcript_start", "at", "input", "output", "cache_write_5m", "cache_write_1h", "cache_read", "web_searches", "final", "tiebreak", "cost", "unpriced", "started", "turn_kind", "started_by"];

    public static string Of(string path)
    {
        var text = new StringBuilder();
        using var database = Database.OpenReadOnly(path, TimeSpan.FromSeconds(10));
        var columns = Values.Concat(Names.Select(name => $"(SELECT name FROM names WHERE id = {name})"));
        Append(database, $"SELECT {string.Join(", ", columns)} FROM responses ORDER BY key, part", Values.Length + Names.Length, text);
        Append(database, "SELECT path, offset, line, turn, problem, count, first_line FROM files LEFT JOIN problems ON problems.file = files.id ORDER BY path, problem", 7, text);
        return text.ToString();
    }

    private static void Append(Database database, string sql, int columns, StringBuilder text)
    {
        using var rows = database.Prepare(sql);
        while (rows.Step())
        {
            text.AppendJoin('|', Enumerable.Range(0, columns).Select(rows.Text)).Append('\n');
        }
    }
}
