using Bursar.Cli.Tests.Contract;

namespace Bursar.Cli.Tests.Corpus;

/// <summary>What the books must say, counted while the transcripts were written.</summary>
internal sealed class KnownBooks
{
    private readonly Dictionary<string, decimal> _totals = new(StringComparer.Ordinal)
    {
        ["inputTokens"] = 0, ["outputTokens"] = 0, ["cacheReadTokens"] = 0, ["cacheCreation5mTokens"] = 0, ["cacheCreation1hTokens"] = 0, ["totalCost"] = 0, ["messages"] = 0, ["turns"] = 0, ["unfinishedMessages"] = 0, ["unpricedTokens"] = 0,
    };

    private readonly SortedDictionary<string, decimal> _costByDay = new(StringComparer.Ordinal);

    public int TornLines { get; set; }

    public int Files { get; set; }

    public void Add(DateTimeOffset at, Tokens tokens, ListPrice price, bool isTurn)
    {
        var cost = price.Of(tokens);
        _totals["inputTokens"] += tokens.Input;
        _totals["outputTokens"] += tokens.Output;
        _totals["cacheReadTokens"] += tokens.CacheRead;
        _totals["cacheCreation5mTokens"] += tokens.CacheWrite5m;
        _totals["cacheCreation1hTokens"] += tokens.CacheWrite1h;
        _totals["totalCost"] += cost;
        _totals["messages"]++;
        _totals["turns"] += isTurn ? 1 : 0;
        var day = at.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        _costByDay[day] = _costByDay.GetValueOrDefault(day) + cost;
    }

    /// <summary>Reads what is left, then holds totals, days, torn lines and the ledger's file against what is known.</summary>
    public async Task MustBeThoseOfAsync(Sandbox sandbox)
    {
        (await sandbox.RunAsync("ingest")).MustSucceed();
        var daily = (await sandbox.RunAsync("daily", "--no-ingest", "--json")).MustSucceed().Json();
        Assert.Equal(_totals, Counters.Sum([daily.GetProperty("totals")], [.. _totals.Keys]));
        Assert.Equal(_costByDay, daily.GetProperty("daily").EnumerateArray().ToDictionary(day => day.GetProperty("date").GetString()!, day => day.GetProperty("totalCost").GetDecimal(), StringComparer.Ordinal));

        (await sandbox.RunAsync("ledger", "check")).MustSucceed();
        var doctor = (await sandbox.RunAsync("doctor", "--json")).MustSucceed().Json();
        Assert.Equal(Files, doctor.GetProperty("files").GetInt32());
        Assert.Equal(TornLines, doctor.GetProperty("problems").EnumerateArray().Sum(problem => problem.GetProperty("count").GetInt32()));
    }
}
