using Bursar.EndToEnd.Tests.FakeApi;

namespace Bursar.EndToEnd.Tests.Scenarios;

/// <summary>List prices of the few models the scenarios use: a second opinion beside the client's and Bursar's.</summary>
internal static class ListPrice
{
    public const string Opus = "claude-opus-4-8";
    public const string Sonnet = "claude-sonnet-4-6";
    public const string Haiku = "claude-haiku-4-5-20251001";

    public static decimal Of(IEnumerable<BilledResponse> responses) => responses.Sum(Of);

    public static decimal Of(BilledResponse response)
    {
        var (input, output) = response.Model switch
        {
            Opus => (5m, 25m),
            Sonnet => (3m, 15m),
            Haiku => (1m, 5m),
            var other => throw new InvalidOperationException($"The scenarios have no price for {other}."),
        };
        var u = response.Usage;
        var perMillion = (u.Input * input) + (u.Output * output)
            + (u.CacheWrite5m * input * 1.25m) + (u.CacheWrite1h * input * 2m) + (u.CacheRead * input * 0.1m);
        var geo = u.InferenceGeo == "us" ? 1.1m : 1m;
        return (perMillion * geo / 1_000_000m) + (u.WebSearches * 0.01m);
    }
}
