using Bursar.Attribution;
using Bursar.Ledger.Reports;

namespace Bursar.Ledger.Actions;

/// <summary>
/// Divides a response among the tools whose results it is the first to read, by the number of calls: an allocation, since nobody
/// bills a tool. Every share is a whole number and together they are the response, to the last digit; the response as a count is the
/// first tool's.
/// </summary>
internal sealed class ToolShares(NameTable names)
{
    private readonly Dictionary<long, (long Tool, int Calls)[]> _lists = [];
    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _tools = [];

    public string Name(long tool) => _tools[(int)tool];

    public void Split(in UsageRow row, UsageRows.Visit visit)
    {
        if (row.Answers is not { } list)
        {
            visit(row);
            return;
        }

        var tools = Tools(list);
        long all = tools.Sum(tool => tool.Calls), before = 0;
        for (var i = 0; i < tools.Length; i++)
        {
            var (from, to) = (before, before + tools[i].Calls);
            long Share(long value) => (long)(((Int128)value * to / all) - ((Int128)value * from / all));
            var share = row;
            share.Answers = tools[i].Tool;
            if (tools.Length > 1)
            {
                (share.Input, share.Output, share.CacheRead, share.CacheWrite5m, share.CacheWrite1h) = (Share(row.Input), Share(row.Output), Share(row.CacheRead), Share(row.CacheWrite5m), Share(row.CacheWrite1h));
                (share.WebSearches, share.Cost) = (Share(row.WebSearches), Share(row.Cost));
                share.UnpricedTokens = row.UnpricedRows > 0 ? share.Tokens : 0;
                if (i > 0)
                {
                    (share.Messages, share.Turns, share.Unfinished, share.UnpricedMessages) = (0, 0, 0, 0);
                }
            }

            visit(share);
            before = to;
        }
    }

    private (long Tool, int Calls)[] Tools(long list)
    {
        if (!_lists.TryGetValue(list, out var tools))
        {
            tools = [.. ToolList.Parse(names.Name(list)!).Select(call => (Id(call.Name), call.Calls))];
            _lists.Add(list, tools);
        }

        return tools;
    }

    private long Id(string tool)
    {
        if (!_ids.TryGetValue(tool, out var id))
        {
            id = _tools.Count;
            _tools.Add(tool);
            _ids.Add(tool, id);
        }

        return id;
    }
}
