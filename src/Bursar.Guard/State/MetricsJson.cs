using System.Text.Json;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>A session's figures by the names that policies and the programs around them use.</summary>
public static class MetricsJson
{
    public static void Write(Utf8JsonWriter json, Spent spent, AuthMode authMode)
    {
        json.WriteNumber("tokensIn", spent.TokensIn(countsCacheReads: true));
        json.WriteNumber("tokensOut", spent.Output);
        json.WriteNumber("cacheReadTokens", spent.CacheRead);
        json.WriteNumber("cacheWrite5mTokens", spent.CacheWrite5m);
        json.WriteNumber("cacheWrite1hTokens", spent.CacheWrite1h);
        json.WriteNumber("costUSD", Amount.Number(LimitKind.Spend, spent.Cost));
        json.WriteBoolean("costMeasured", spent.UnpricedTokens == 0);
        json.WriteString("usageSource", "transcript");
        json.WriteNumber("turns", spent.Turns);
        json.WriteNumber("toolCalls", spent.ToolCalls);
        json.WriteNumber("wallTimeSeconds", spent.Seconds);
        json.WriteString("authMode", authMode.Word());
    }
}
