using System.Text.Json.Serialization;

namespace Bursar.EndToEnd.Tests.FakeApi;

/// <summary>One response the fake API gave and billed: the ground truth for one row of the ledger.</summary>
/// <param name="Conversation">The scripted conversation, or null for a background call of the client.</param>
/// <param name="AgentId">The subagent that asked, or null for the main thread.</param>
/// <param name="ToolCalls">How many tool_use blocks it held.</param>
public sealed record BilledResponse(
    string MessageId,
    string RequestId,
    string Model,
    BilledUsage Usage,
    string? Conversation,
    int Step,
    string? SessionId,
    string? AgentId,
    string? ParentAgentId,
    int ToolCalls)
{
    [JsonIgnore]
    public bool IsBackground => Conversation is null;

    [JsonIgnore]
    public bool IsMainThread => !IsBackground && AgentId is null;
}
