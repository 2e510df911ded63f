using System.Text.Json.Nodes;

namespace Bursar.EndToEnd.Tests.FakeApi;

/// <summary>A block of a scripted response.</summary>
public abstract record ContentBlock
{
    public sealed record Text(string Value) : ContentBlock;

    public sealed record Thinking(string Value) : ContentBlock;

    public sealed record ToolUse(string Name, JsonObject Input) : ContentBlock;
}
