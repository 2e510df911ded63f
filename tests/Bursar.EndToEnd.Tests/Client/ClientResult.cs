using System.Text.Json;
using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Client;

/// <summary>What the client says of its own run. Cost and turns are this run's alone, also after a resume.</summary>
/// <param name="NumTurns">The user lines of the main thread: the prompt, each tool result, a skill's text. Not its responses.</param>
public sealed record ClientResult(
    string SessionId,
    decimal TotalCostUsd,
    int NumTurns,
    string Text,
    IReadOnlyDictionary<string, ClientResult.ModelShare> Models,
    string Stderr)
{
    public sealed record ModelShare(long Input, long Output, long CacheRead, long CacheWrite, long WebSearches, decimal CostUsd);

    public static ClientResult Parse(ProgramResult run)
    {
        try
        {
            var json = JsonNode.Parse(run.Stdout)!;
            return new ClientResult(
                json["session_id"]!.GetValue<string>(),
                json["total_cost_usd"]!.GetValue<decimal>(),
                json["num_turns"]!.GetValue<int>(),
                (string?)json["result"] ?? "",
                Shares(json["modelUsage"]!.AsObject()),
                run.Stderr);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new InvalidDataException($"The client gave no result: {e.Message}\n{run}", e);
        }
    }

    // The client names a model with the context window it asked for ("…[1m]"); responses and transcripts do not.
    private static Dictionary<string, ModelShare> Shares(JsonObject models) => models.ToDictionary(
        m => m.Key.Replace("[1m]", "", StringComparison.Ordinal),
        m => new ModelShare(
            m.Value!["inputTokens"]!.GetValue<long>(),
            m.Value["outputTokens"]!.GetValue<long>(),
            m.Value["cacheReadInputTokens"]!.GetValue<long>(),
            m.Value["cacheCreationInputTokens"]!.GetValue<long>(),
            m.Value["webSearchRequests"]!.GetValue<long>(),
            m.Value["costUSD"]!.GetValue<decimal>()),
        StringComparer.Ordinal);
}
