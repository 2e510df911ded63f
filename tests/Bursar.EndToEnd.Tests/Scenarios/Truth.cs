using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Scenarios;

/// <summary>Holds the client's figures, and then Bursar's, against what the fake API billed.</summary>
internal static class Truth
{
    /// <summary>The client prints doubles.</summary>
    private const decimal Tolerance = 1e-9m;

    public static void SameMoney(decimal expected, decimal actual, string of) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance, $"{of}: expected ${expected}, found ${actual}.");

    /// <summary>Every response the fake API billed was scripted, and the client's totals are those of the bill.</summary>
    public static void ClientAgrees(Scenario scenario, params ClientResult[] runs)
    {
        Assert.Empty(scenario.Api.Faults);
        var all = scenario.Bill.All;
        SameMoney(ListPrice.Of(all), runs.Sum(r => r.TotalCostUsd), "the client's total_cost_usd against the bill");
        foreach (var model in all.GroupBy(r => r.Model))
        {
            var shares = runs.Where(r => r.Models.ContainsKey(model.Key)).Select(r => r.Models[model.Key]).ToList();
            Assert.Equal(model.Sum(r => r.Usage.Input), shares.Sum(s => s.Input));
            Assert.Equal(model.Sum(r => r.Usage.Output), shares.Sum(s => s.Output));
            Assert.Equal(model.Sum(r => r.Usage.CacheRead), shares.Sum(s => s.CacheRead));
            Assert.Equal(model.Sum(r => r.Usage.CacheWrite), shares.Sum(s => s.CacheWrite));
            Assert.Equal(model.Sum(r => r.Usage.WebSearches), shares.Sum(s => s.WebSearches));
            SameMoney(ListPrice.Of(model), shares.Sum(s => s.CostUsd), $"the client's cost of {model.Key}");
        }
    }

    /// <summary><c>bursar usage</c> shows what was billed to the session, and the cost the client itself gives for those runs.</summary>
    public static async Task BursarAgreesAsync(Scenario scenario, string sessionId, params ClientResult[] runs)
    {
        var usage = await scenario.Bursar.UsageAsync(sessionId);
        IsTheBill(scenario.Bill.Of(sessionId), usage);
        var background = scenario.Bill.Background.Where(r => r.SessionId == sessionId);
        SameMoney(runs.Sum(r => r.TotalCostUsd) - ListPrice.Of(background), usage.CostUsd, "cost_usd against the client's total_cost_usd");
    }

    public static void IsTheBill(IReadOnlyList<BilledResponse> bill, UsageReport usage)
    {
        Assert.Equal(
            new SessionSum(
                bill[0].SessionId, bill.Sum(r => r.Usage.Input), bill.Sum(r => r.Usage.Output), bill.Sum(r => r.Usage.CacheRead),
                bill.Sum(r => r.Usage.CacheWrite), bill.Count(r => r.IsMainThread)),
            new SessionSum(usage.SessionId, usage.Input, usage.Output, usage.CacheRead, usage.CacheWrite, usage.Turns));
        Assert.False(usage.IsFloor);
        SameMoney(ListPrice.Of(bill), usage.CostUsd, "cost_usd against the bill");

        var models = bill.GroupBy(r => r.Model).ToDictionary(m => m.Key, StringComparer.Ordinal);
        Assert.Equal(models.Keys.Order(StringComparer.Ordinal), usage.Models.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, share) in usage.Models)
        {
            var m = models[name];
            Assert.Equal(
                (m.Sum(r => r.Usage.Input), m.Sum(r => r.Usage.Output), m.Sum(r => r.Usage.CacheRead), m.Sum(r => r.Usage.CacheWrite)),
                (share.Input, share.Output, share.CacheRead, share.CacheWrite));
            SameMoney(ListPrice.Of(m), share.CostUsd, $"the cost of {name}");
        }

        Assert.Equal(usage.CostUsd, usage.Models.Values.Sum(s => s.CostUsd));
    }

    /// <summary><c>bursar daily</c> counts every billed response of every session once.</summary>
    public static async Task DailyIsTheBillAsync(Scenario scenario, IReadOnlyList<BilledResponse>? bill = null)
    {
        bill ??= scenario.Bill.Conversations;
        var daily = await scenario.Bursar.DailyAsync();
        Assert.Equal(bill.Sum(r => r.Usage.Input), daily.Totals.Input);
        Assert.Equal(bill.Sum(r => r.Usage.Output), daily.Totals.Output);
        Assert.Equal(bill.Sum(r => r.Usage.CacheWrite), daily.Totals.CacheWrite);
        Assert.Equal(bill.Sum(r => r.Usage.CacheRead), daily.Totals.CacheRead);
        Assert.Equal(bill.Sum(r => r.Usage.Total), daily.Totals.Total);
        SameMoney(ListPrice.Of(bill), daily.Totals.CostUsd, "totalCost against the bill");
        Assert.Equal(daily.Totals.Total, daily.Days.Sum(d => d.Total));
        Assert.Equal(daily.Totals.CostUsd, daily.Days.Sum(d => d.CostUsd));
    }

    private sealed record SessionSum(string? Session, long Input, long Output, long CacheRead, long CacheWrite, int Turns);
}
